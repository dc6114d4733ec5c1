/** The reference page of the alerts: what fires when, and who hears of it. */
import type { Alert } from '../../alerts/alert.ts';
import { catalogue } from '../../alerts/catalogue.ts';
import { prometheusRules } from '../../alerts/render/prometheus.ts';
import { routes } from '../../alerts/routing.ts';
import { environments } from '../../infra/environment.ts';
import { format } from '../../telemetry/contract/index.ts';
import { code, GENERATED, table } from './markdown.ts';

export function alertReference(): string {
  const rules = prometheusRules({ speed: 1, runbooks: '' }).groups.flatMap((group) => group.rules);
  const section = ([name, alert]: [string, Alert]) => {
    const rule = rules.find((candidate) => 'alert' in candidate && candidate.alert === name);
    const wait = alert.for ? `, for ${format(alert.for)}` : '';
    return [
      `### ${name}`,
      `${code(alert.severity)}, ${alert.team}${wait}. [Runbook](../alerts/runbooks/${name}.md).`,
      `\`\`\`promql\n${rule?.expr ?? ''}\n\`\`\``,
    ].join('\n\n');
  };
  const channels = Object.values(environments).map((environment) => {
    const { critical, warning, info } = routes(environment);
    return [code(environment.name), critical, warning, info];
  });
  return `${[
    `# Alerts\n\n${GENERATED}`,
    '## Who hears of it',
    table(['environment', 'critical', 'warning', 'info'], channels),
    '## The catalogue',
    ...Object.entries<Alert>(catalogue).map(section),
  ].join('\n\n')}\n`;
}
