/** The platform's own health: what would make everything else silent. */
import { duration, OVERFLOW_TENANT } from '../../telemetry/contract/index.ts';
import { histogram } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

export const platformAlerts = {
  TenantLabelOverflow: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'telemetry',
    measure: histogram('http_server_request_duration_seconds')
      .where({ tenant: OVERFLOW_TENANT })
      .counted(duration('15m'))
      .sumBy('env', 'service'),
    by: ['env', 'service'],
    above: 0,
    unit: 'count',
    dashboard: 'operations',
    summary: '{service} serves more clinics than it may name in its metrics',
    description: `{value} requests of the last quarter of an hour are counted under ${OVERFLOW_TENANT}: their clinics have no metrics, budgets or alerts of their own.`,
  }),
};
