/** Cases of the policies about paging, alert rules and Datadog's tags. */
import * as datadog from '@pulumi/datadog';
import * as kubernetes from '@pulumi/kubernetes';
import * as pagerduty from '@pulumi/pagerduty';
import * as grafana from '@pulumiverse/grafana';
import { stringify } from 'yaml';
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case } from './case.ts';

type Levels = pagerduty.EscalationPolicyArgs['rules'];
const level = (id: string) => ({ escalationDelayInMinutes: 15, targets: [{ type: 'schedule_reference', id }] });

function onCall({ rules, teams = ['platform', 'billing', 'security'] }: { rules?: Levels; teams?: readonly string[] } = {}): void {
  const escalation = new pagerduty.EscalationPolicy('on-call-escalation', {
    rules: rules ?? [level('PRIMARY'), level('SECONDARY')],
  });
  for (const team of teams) new pagerduty.Service(`on-call-${team}`, { escalationPolicy: escalation.id });
}

interface Rule {
  readonly severity?: string;
  readonly team?: string;
  readonly runbook?: string;
}
const GOOD: Rule = {
  severity: 'critical',
  team: 'security',
  runbook: 'https://github.com/example/vigia/blob/main/alerts/runbooks/CrossTenantAccess.md',
};

const texts = ({ severity, team, runbook }: Rule) => ({
  labels: { ...(severity && { severity }), ...(team && { team }) },
  annotations: { ...(runbook && { runbook_url: runbook }) },
});

const configMap = (data: Record<string, string>) => void new kubernetes.core.v1.ConfigMap('rules', { data });

const prometheusFile = (rule: Rule, alert = 'CrossTenantAccess') =>
  configMap({
    'rules.yml': stringify({
      groups: [
        {
          name: 'vigia',
          rules: [
            { record: 'tenant:request_rate:rate5m', expr: '1' },
            { alert, expr: '1', ...texts(rule) },
          ],
        },
      ],
    }),
  });

const grafanaFile = (rule: Rule) =>
  configMap({
    'alerting.yaml': stringify({
      apiVersion: 1,
      groups: [{ name: 'vigia', rules: [{ uid: 'a', title: 'CrossTenantAccess', ...texts(rule) }] }],
    }),
  });

const ruleGroup = (rule: Rule) =>
  void new grafana.alerting.RuleGroup('alerts', {
    folderUid: 'vigia',
    intervalSeconds: 60,
    rules: [{ name: 'CrossTenantAccess', condition: 'C', datas: [], ...texts(rule) }],
  });

const monitor = (message: string, tags: string[]) =>
  void new datadog.Monitor('cross-tenant', {
    name: 'CrossTenantAccess',
    type: 'query alert',
    query: 'sum(last_5m):a > 0',
    message,
    tags,
  });

const DATADOG_TAGS = ['env:prod', 'managed_by:pulumi', 'owner:platform', 'project:vigia'];

const objective = (tags: string[]) =>
  void new datadog.ServiceLevelObjective('availability', {
    name: 'availability',
    type: 'metric',
    thresholds: [{ timeframe: '30d', target: 99.5 }],
    tags,
  });

export const alertingCases = {
  'pagerduty-escalation': {
    satisfied: { 'three services with two levels': () => onCall() },
    violated: {
      'one level': [
        () => onCall({ rules: [level('PRIMARY')], teams: ['platform', 'billing', 'security'] }),
        'The service escalates to nobody: its policy has 1 level.',
        'The service escalates to nobody: its policy has 1 level.',
        'The service escalates to nobody: its policy has 1 level.',
      ],
      'a level without anybody': [
        () => {
          onCall({ teams: ['billing', 'security'] });
          const empty = new pagerduty.EscalationPolicy('empty', {
            rules: [level('PRIMARY'), { escalationDelayInMinutes: 15, targets: [] }],
          });
          new pagerduty.Service('on-call-platform', { escalationPolicy: empty.id });
        },
        "Level 2 of the service's escalation policy pages nobody.",
      ],
      "somebody else's policy": [
        () => {
          onCall({ teams: ['billing', 'security'] });
          new pagerduty.Service('on-call-platform', { escalationPolicy: 'PDEFAULT' });
        },
        'The service has no escalation policy of this stack.',
      ],
      'a team without a service': [() => onCall({ teams: ['platform'] }), 'Nothing pages for billing, security.'],
    },
  },
  'alert-rules-complete': {
    satisfied: {
      "Prometheus's file": () => prometheusFile(GOOD),
      "Grafana's file": () => grafanaFile(GOOD),
      "Grafana's API": () => ruleGroup(GOOD),
      'a monitor': () => monitor(`A clinic saw another's data. ${GOOD.runbook}`, ['severity:critical', 'team:security']),
      'the alert that always fires': () => prometheusFile({ ...GOOD, severity: 'none' }, 'Watchdog'),
      'a file of something else': () =>
        configMap({ 'dashboard.json': '{"panels":[]}', 'tempo.yaml': 'server: {}', 'notes.txt': 'groups: [' }),
    },
    violated: {
      'nothing said, for Prometheus': [
        () => prometheusFile({}),
        'Alert CrossTenantAccess has no severity.',
        'Alert CrossTenantAccess has no team.',
        'Alert CrossTenantAccess has no runbook.',
      ],
      'a severity with a capital': [
        () => prometheusFile({ ...GOOD, severity: 'Critical' }),
        'Alert CrossTenantAccess has the severity Critical.',
      ],
      "the watchdog's severity, which reaches nobody": [
        () => prometheusFile({ ...GOOD, severity: 'none' }),
        'Alert CrossTenantAccess has the severity none.',
      ],
      'a watchdog that pages': [() => prometheusFile(GOOD, 'Watchdog'), 'Alert Watchdog has the severity critical.'],
      "a team that nobody knows, in Grafana's file": [
        () => grafanaFile({ ...GOOD, team: 'growth' }),
        'Alert CrossTenantAccess has the team growth.',
      ],
      "no runbook, by Grafana's API": [
        () => ruleGroup({ severity: 'critical', team: 'security' }),
        'Alert CrossTenantAccess has no runbook.',
      ],
      'a runbook that is no address': [() => ruleGroup({ ...GOOD, runbook: 'ask Ana' }), 'Alert CrossTenantAccess has no runbook.'],
      'a monitor without team and runbook': [
        () => monitor('Look at it.', ['severity:critical']),
        'Alert CrossTenantAccess has no team.',
        'Alert CrossTenantAccess has no runbook.',
      ],
    },
  },
  'datadog-tags': {
    satisfied: {
      'a monitor with all tags': () => monitor('Look at it.', DATADOG_TAGS),
      'an objective with all tags': () => objective(DATADOG_TAGS),
    },
    violated: {
      'a monitor without its owner': [
        () => monitor('Look at it.', ['env:prod', 'managed_by:pulumi', 'project:vigia', 'ownership:none']),
        'It does not have owner among its tags.',
      ],
      'an objective without tags': [() => objective([]), 'It does not have project, env, owner, managed_by among its tags.'],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
