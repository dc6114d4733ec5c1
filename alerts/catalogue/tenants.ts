/** What the users of one clinic feel at once. */
import { duration } from '../../telemetry/contract/index.ts';
import { gauge, recorded, type Vector } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

/** How much slower than a week ago, by the factor. */
const REGRESSION = 1.5;

/** And by how many seconds: people do not notice less. */
const NOTICED_SECONDS = 0.1;

/** Below so many requests in an hour a percentile is a matter of chance. */
const ENOUGH_REQUESTS = 100;

const HOUR = duration('1h');
const WEEK = duration('1w');

/** The average over an hour of the percentile of each five minutes: cheap, and near enough to tell a week's hours apart. */
const latency = recorded('tenant:latency_p95:rate5m');
const slower = latency.averageOver(HOUR);
const before = latency.ago(WEEK).averageOver(HOUR);
/** Maintenance is left out of it, so there is no comparison with an hour of maintenance either. */
const hourly = recorded('slo:total:increase1h', { slo: 'api-availability' });
const enough = (requests: Vector<'env' | 'tenant' | 'slo'>) => requests.atLeast(ENOUGH_REQUESTS).sumBy('env', 'tenant');

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
  TenantLatencyRegression: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'latency',
    measure: slower
      .dividedBy(before)
      .and(slower.minus(before).above(NOTICED_SECONDS))
      .and(enough(hourly))
      .and(enough(hourly.ago(WEEK))),
    by: ['env', 'tenant'],
    above: REGRESSION,
    unit: 'times',
    for: duration('10m'),
    dashboard: 'tenant-overview',
    summary: '{tenant}: requests are {value} as slow as a week ago',
    description:
      'The 95th percentile of the last hour is more than {threshold} that of the same hour of last week, and users of {tenant} notice. No objective need be missed: something has become slower.',
  }),
};
