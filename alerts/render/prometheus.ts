/** Renders recording rules and alerts as Prometheus rule files. */
import { format, METRIC_INTERVAL, type RecordedName, type Speed, scaled } from '../../telemetry/contract/index.ts';
import { type Node, promql, Vector } from '../../telemetry/query/index.ts';
import { type Alert, silencedByMaintenance } from '../alert.ts';
import { alertGroups } from '../groups.ts';
import { type MaintenanceWindow, outsideMaintenance } from '../maintenance.ts';
import type { Recording, RecordingGroup } from '../record.ts';
import { recordingGroups } from '../recording.ts';
import type { Evaluator } from '../routing.ts';
import { WATCHDOG, watchdog } from '../watchdog.ts';
import { type RuleLabels, ruleLabels } from './labels.ts';
import { dashboardUrl, fill, goTemplate, type Links, runbookUrl } from './text.ts';

export interface PrometheusRulesArgs extends Links {
  readonly speed: Speed;
  /** Prometheus records series in any case, for Grafana reads them; it evaluates alerts only where it is the evaluator. */
  readonly evaluator: Evaluator;
  /** Default none. */
  readonly maintenance?: readonly MaintenanceWindow[];
}

/** A rule file as Prometheus reads it. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[];
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: RuleLabels;
  readonly annotations: Readonly<Record<AnnotationName, string>>;
}

export type AnnotationName = 'summary' | 'description' | 'runbook_url' | 'dashboard_url';

/** The rule file. Environments with the same evaluator have the same, but for the clock's speed, the links and the maintenance windows. */
export function prometheusRules(args: PrometheusRulesArgs): RuleFile {
  const { speed, evaluator, maintenance = [] } = args;
  const interval = format(scaled(METRIC_INTERVAL, speed));
  return {
    groups: [
      ...(maintenance.length > 0 ? [{ name: 'vigia-maintenance', interval, rules: maintenance.map(maintenanceRule) }] : []),
      ...recordingGroups.map((group) => recordingGroup(group, speed)),
      ...(evaluator === 'grafana'
        ? []
        : [
            ...alertGroups.map(({ name, every, alerts }) => ({
              name,
              interval: format(scaled(every, speed)),
              rules: alerts.map(([alert, definition]) => alertingRule(alert, definition, args)),
            })),
            { name: 'vigia-watchdog', interval, rules: [watchdogRule(args)] },
          ]),
    ],
  };
}

function recordingGroup({ name, every, rules }: RecordingGroup, speed: Speed): RuleGroup {
  const rule = ({ record, query, labels }: Recording) => ({ record, expr: promql(query, speed), ...(labels && { labels }) });
  return { name, interval: format(scaled(every, speed)), rules: rules.map(rule) };
}

/** Real time: a window begins and ends when people said, however fast the platform's clock runs. */
function maintenanceRule({ tenant, from, to }: MaintenanceWindow): RecordingRule {
  const [begin, end] = [from, to].map((moment) => moment.getTime() / 1_000);
  const expr = `vector(1) and vector(time()) >= ${begin} and vector(time()) < ${end}`;
  const series = (name: RecordedName) => name;
  return tenant === 'all'
    ? { record: series('fleet:maintenance:active'), expr }
    : { record: series('tenant:maintenance:active'), expr, labels: { tenant } };
}

function watchdogRule({ runbooks, grafanaUrl }: Links): AlertingRule {
  return {
    alert: WATCHDOG,
    expr: watchdog.expr,
    labels: ruleLabels(watchdog),
    annotations: {
      summary: watchdog.summary,
      description: watchdog.description,
      runbook_url: runbookUrl(runbooks, WATCHDOG),
      dashboard_url: dashboardUrl(grafanaUrl, watchdog, template),
    },
  };
}

/** What is true where the alert fires, and has no series elsewhere. Every evaluator evaluates this. */
export function alertExpression(alert: Condition, speed: Speed): string {
  return promql({ node: alertNode(alert) }, speed);
}

type Condition = Pick<Alert, 'measure' | 'above' | 'team' | 'by'>;

/** The same, as data. */
export function alertNode({ measure, above, ...alert }: Condition): Node {
  const past = new Vector<'env' | 'tenant'>(measure.node).above(above);
  return (silencedByMaintenance(alert) ? outsideMaintenance(past) : past).node;
}

function alertingRule(name: string, alert: Alert, { speed, runbooks, grafanaUrl }: PrometheusRulesArgs): AlertingRule {
  return {
    alert: name,
    expr: alertExpression(alert, speed),
    ...(alert.for && { for: format(scaled(alert.for, speed)) }),
    labels: ruleLabels(alert),
    annotations: {
      summary: fill(alert.summary, alert, template),
      description: fill(alert.description, alert, template),
      runbook_url: runbookUrl(runbooks, name),
      dashboard_url: dashboardUrl(grafanaUrl, alert, template),
    },
  };
}

const template = goTemplate({ labels: '$labels', value: '$value' });
