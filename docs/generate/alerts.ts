/** The reference page of the alerts: what fires when, and who hears of it. */
import { type Alert, SEVERITIES, TEAMS } from '../../alerts/alert.ts';
import { catalogue } from '../../alerts/catalogue.ts';
import { prometheusRules } from '../../alerts/render/prometheus.ts';
import { channelOf } from '../../alerts/routing.ts';
import { WATCHDOG, watchdog } from '../../alerts/watchdog.ts';
import { environments } from '../../infra/environment.ts';
import { format } from '../../telemetry/contract/index.ts';
import { code, GENERATED, table } from './markdown.ts';

export function alertReference(): string {
  const rules = prometheusRules({ speed: 1, runbooks: '', grafanaUrl: '', evaluator: 'prometheus' }).groups.flatMap(
    (group) => group.rules,
  );
  const section = ([name, alert]: [string, Alert]) => {
    const rule = rules.find((candidate) => 'alert' in candidate && candidate.alert === name);
    const wait = alert.for ? `, for ${format(alert.for)}` : '';
    return [
      `### ${name}`,
      `${code(alert.severity)}, ${alert.team}${wait}. [Runbook](../alerts/runbooks/${name}.md).`,
      `\`\`\`promql\n${rule?.expr ?? ''}\n\`\`\``,
    ].join('\n\n');
  };
  const channels = [
    ...SEVERITIES.flatMap((severity) => TEAMS.map((team) => ({ severity, team, alertname: '' }))),
    { severity: watchdog.severity, team: watchdog.team, alertname: WATCHDOG },
  ].map((labels) => [
    labels.alertname ? code(labels.alertname) : code(labels.severity),
    labels.team,
    ...Object.values(environments).map((environment) => channelOf(environment, labels)),
  ]);
  return `${[
    `# Alerts\n\n${GENERATED}`,
    '## Who hears of it',
    table(['severity', 'team', ...Object.keys(environments)], channels),
    `\`digest\` sends nothing at once, \`heartbeat\` reaches no person: it is the [Watchdog](../alerts/runbooks/${WATCHDOG}.md)'s.`,
    '## The catalogue',
    ...Object.entries<Alert>(catalogue).map(section),
  ].join('\n\n')}\n`;
}
