/** Every alert says how bad it is, who is asked, and what to do. */
import type * as datadog from '@pulumi/datadog';
import type * as grafana from '@pulumiverse/grafana';
import { parse } from 'yaml';
import { SEVERITIES, TEAMS } from '../../alerts/alert.ts';
import { isObject, list, type Plain, type PlainObject } from '../known.ts';
import { kind, on, resourcePolicy } from '../policy.ts';

const RULE_GROUP = kind<grafana.alerting.RuleGroupArgs>('grafana:alerting/ruleGroup:RuleGroup');
const CONFIG_MAP = kind<{ readonly data: Readonly<Record<string, string>> }>('kubernetes:core/v1:ConfigMap');
const MONITOR = kind<datadog.MonitorArgs>('datadog:index/monitor:Monitor');

/** The one alert that always fires, and that no route of people takes: its silence pages. */
export const WATCHDOG = { name: 'Watchdog', severity: 'none' } as const;

interface AlertRule {
  readonly name: string;
  readonly severity: Plain | undefined;
  readonly team: Plain | undefined;
  readonly runbook: Plain | undefined;
}

export const alertRulesComplete = resourcePolicy(
  {
    name: 'alert-rules-complete',
    description: 'Every alert rule has a severity and a team that routes know, and the address of its runbook.',
    remediation: `Declare it in the catalogue: severity ${SEVERITIES.join(', ')}, team ${TEAMS.join(', ')}, and alerts/runbooks/NAME.md.`,
    severity: 'high',
    serves: ['HIPAA 164.308(a)(1)(ii)(D)', 'HIPAA 164.308(a)(6)(ii)', 'GDPR 33(1)', 'LFPDPPP 19', 'Reglamento 66'],
  },
  on(CONFIG_MAP, ({ props }) => Object.entries(props.data ?? {}).flatMap(([file, text]) => ruleFile(file, text).flatMap(faults))),
  on(RULE_GROUP, ({ props }) =>
    list(props.rules).flatMap(({ name = 'without a name', labels, annotations }) =>
      faults({ name, severity: labels?.severity, team: labels?.team, runbook: annotations?.runbook_url }),
    ),
  ),
  on(MONITOR, ({ props: { name = 'without a name', tags, message = '' } }) => {
    const tag = (key: string) =>
      list(tags)
        .find((one) => one.startsWith(`${key}:`))
        ?.slice(key.length + 1);
    return faults({ name, severity: tag('severity'), team: tag('team'), runbook: /https:\/\/\S+/.exec(message)?.[0] });
  }),
);

function faults({ name, severity, team, runbook }: AlertRule): readonly string[] {
  const severities: readonly string[] = name === WATCHDOG.name ? [WATCHDOG.severity] : SEVERITIES;
  return [
    ...(severities.includes(String(severity))
      ? []
      : [`Alert ${name} has ${severity === undefined ? 'no severity' : `the severity ${severity}`}.`]),
    ...(TEAMS.some((known) => known === team) ? [] : [`Alert ${name} has ${team === undefined ? 'no team' : `the team ${team}`}.`]),
    ...(/^https:\/\/\S+$/.test(String(runbook)) ? [] : [`Alert ${name} has no runbook.`]),
  ];
}

/** The alerting rules of a file: Prometheus's own, or what Grafana reads when it starts. Recording rules are none. */
function ruleFile(file: string, text: string | undefined): readonly AlertRule[] {
  if (text === undefined || !/\.(ya?ml|json)$/.test(file) || !/^\W*groups\W/m.test(text)) return [];
  const document: unknown = parse(text);
  return objects(isObject(document) ? document.groups : undefined)
    .flatMap((group) => objects(group.rules))
    .filter((rule) => !('record' in rule))
    .map((rule) => {
      const labels = isObject(rule.labels) ? rule.labels : {};
      const annotations = isObject(rule.annotations) ? rule.annotations : {};
      const name = String(rule.alert ?? rule.title ?? 'without a name');
      return { name, severity: labels.severity, team: labels.team, runbook: annotations.runbook_url };
    });
}

function objects(value: Plain | undefined): readonly PlainObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
