/** Who may be attacking a clinic, or reading what is another's. */
import { duration } from '../../telemetry/contract/index.ts';
import { counter } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

const failedLogins = counter('auth_events_total').where({ event: 'login', outcome: 'failure' });

export const securityAlerts = {
  FailedLoginSpike: alert({
    severity: 'warning',
    team: 'security',
    symptom: 'sign-in',
    measure: failedLogins.occurrences(duration('5m')).sumBy('env', 'tenant'),
    by: ['env', 'tenant'],
    above: 20,
    unit: 'count',
    dashboard: 'security',
    summary: '{tenant}: {value} failed log-ins within five minutes',
    description: 'Somebody may be guessing passwords of {tenant}: more than {threshold} log-ins failed within five minutes.',
  }),
  CrossTenantAccess: alert({
    severity: 'critical',
    team: 'security',
    symptom: 'isolation',
    measure: counter('cross_tenant_access_total').occurrences(duration('5m')).sumBy('env', 'tenant'),
    by: ['env', 'tenant'],
    above: 0,
    unit: 'count',
    dashboard: 'security',
    summary: "{tenant}: a request touched another clinic's data",
    description:
      "A request of {tenant} was about to read or write another clinic's rows. The guard blocks it by default; a single one is an incident.",
  }),
};
