/** The platform's own health: what would make everything else silent. */
import { duration, OVERFLOW_TENANT } from '../../telemetry/contract/index.ts';
import { gauge, histogram } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';
import { alertingAlerts } from './alerting.ts';
import { collectorAlerts } from './collector.ts';
import { expiryAlerts } from './expiry.ts';
import { storeAlerts } from './stores.ts';

/** A pod that is rolled out is back within it. */
const DOWN_FOR = duration('5m');

/** A job that has gone without leaving a target is remembered for so long: whoever was paged has looked by then. */
const REMEMBERED = duration('6h');

const up = gauge('up');

/**
 * Jobs that had a target up, and have none. Also those whose targets are no longer found at all, and so have no `up` that could be 0.
 * One that never was up is left to TargetDown: it is being set up. The reloader wakes nobody: configuration only changes later.
 */
const downJobs = up
  .whereNot({ job: 'prometheus-reloader' })
  .maxOver(REMEMBERED)
  .above(0)
  .groupBy('env', 'job')
  .unless(up.ofEachInstance().above(0).groupBy('env', 'job'));

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
    dashboard: 'platform',
    summary: '{service} serves more clinics than it may name in its metrics',
    description: `{value} requests of the last quarter of an hour are counted under ${OVERFLOW_TENANT}: their clinics have no metrics, budgets or alerts of their own.`,
  }),
  TargetDown: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'telemetry',
    measure: up.ofEachInstance().subtractedFrom(1).unlessOn(['env', 'job'], downJobs),
    by: ['env', 'job', 'instance'],
    above: 0,
    unit: 'count',
    for: DOWN_FOR,
    dashboard: 'platform',
    summary: '{job} {instance} is down',
    description:
      'Prometheus has not been able to scrape it for five minutes. Others of its kind do its work, or it has never been up.',
  }),
  JobDown: alert({
    severity: 'critical',
    team: 'platform',
    symptom: 'telemetry',
    measure: downJobs,
    by: ['env', 'job'],
    above: 0,
    unit: 'count',
    for: DOWN_FOR,
    dashboard: 'platform',
    summary: 'Every {job} is down',
    description:
      'For five minutes Prometheus has reached none: nobody does the work of {job}, and what its metrics would show is not seen.',
  }),
  ...collectorAlerts,
  ...alertingAlerts,
  ...storeAlerts,
  ...expiryAlerts,
};
