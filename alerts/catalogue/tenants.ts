/** What the users of one clinic feel at once. */
import { duration } from '../../telemetry/contract/index.ts';
import { gauge, recorded } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

export const tenantAlerts = {
  TenantHighErrorRate: alert({
    severity: 'critical',
    team: 'platform',
    symptom: 'availability',
    measure: recorded('tenant:error_rate:ratio_rate5m'),
    by: ['env', 'tenant'],
    above: 0.02,
    unit: 'ratio',
    for: duration('5m'),
    dashboard: 'tenant-overview',
    summary: '{tenant}: {value} of requests fail',
    description: 'Users of {tenant} get server errors on {value} of their requests, above {threshold} for five minutes.',
  }),
  RateLimiterSaturated: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'saturation',
    measure: gauge('rate_limiter_saturation_ratio').acrossInstances(),
    by: ['env', 'tenant', 'limiter'],
    above: 0.8,
    unit: 'ratio',
    for: duration('10m'),
    dashboard: 'operations',
    summary: '{tenant}: rate limiter {limiter} is at {value}',
    description:
      'The limiter {limiter} has been above {threshold} for ten minutes: users of {tenant} are about to be refused, or already are.',
  }),
};
