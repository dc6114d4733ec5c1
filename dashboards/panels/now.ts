/** Is it well now: the six numbers at the top of Operations. */
import { catalogue } from '../../alerts/catalogue.ts';
import { gauge, recorded } from '../../telemetry/query/index.ts';
import { type StatPanel, series } from '../panel.ts';
import { alertLine } from '../style.ts';
import { LOOP_DELAYED } from './resources.ts';

const requests = recorded('tenant:request_rate:rate5m');
const availability = { slo: 'api-availability' } as const;

/** Of all requests, where there are any: of none there is no percentile. */
const latency = recorded('fleet:request_duration_bucket:rate5m')
  .bucketQuantile(0.95)
  .and(recorded('fleet:request_duration_bucket:rate5m', { le: '+Inf' }).sumBy('env').above(0));

export const requestsNow: StatPanel = {
  kind: 'stat',
  id: 'requests-now',
  title: 'Requests',
  description: 'Requests per second of the chosen clinics. None at all at daytime is an outage in front of the application.',
  unit: 'requestsPerSecond',
  course: true,
  targets: [series(requests.sumBy('env'), 'Requests')],
};

/** Counted by the objective's rules, of which there are two series for each clinic: a share of shares would weigh all clinics alike. */
export const errorsNow: StatPanel = {
  kind: 'stat',
  id: 'errors-now',
  title: 'Errors',
  description:
    'Share of the requests of the chosen clinics that a 5xx status answered, in five minutes, maintenance left out. Where it is coloured, see which routes fail below.',
  unit: 'ratio',
  course: true,
  thresholds: alertLine(catalogue.TenantHighErrorRate),
  targets: [
    series(
      recorded('slo:good:increase5m', availability)
        .sumBy('env')
        .dividedBy(recorded('slo:total:increase5m', availability).sumBy('env').above(0))
        .subtractedFrom(1),
      'Errors',
    ),
  ],
};

export const latencyNow: StatPanel = {
  kind: 'stat',
  id: 'latency-now',
  title: 'Latency, p95',
  description:
    '95 of 100 requests are answered within this time: of all clinics together, whichever are chosen, and of the slowest chosen one. One clinic slow is its data; all slow is the machine or the database.',
  unit: 'seconds',
  course: false,
  targets: [series(latency, 'All clinics'), series(recorded('tenant:latency_p95:rate5m').maxBy('env'), 'Slowest clinic')],
};

export const loopDelayNow: StatPanel = {
  kind: 'stat',
  id: 'loop-delay-now',
  title: 'Event loop delay, p99',
  description:
    'Of the slowest process: every request there waits so long. Above a twentieth of a second look at the CPU and at the latest deployment.',
  unit: 'seconds',
  course: true,
  thresholds: LOOP_DELAYED,
  targets: [series(gauge('nodejs_eventloop_delay_p99_seconds').acrossInstances(), 'Slowest process')],
};

export const pendingNow: StatPanel = {
  kind: 'stat',
  id: 'pending-now',
  title: 'Waiting for the database',
  description:
    'Operations that wait for a connection of their pool. More than a moment of it means slow queries or a pool that is too small.',
  unit: 'count',
  course: true,
  thresholds: { base: 'good', steps: [{ from: 1, state: 'warning' }] },
  targets: [series(gauge('db_client_connections').where({ state: 'pending' }).acrossInstances(), 'Pending')],
};

export const jobsNow: StatPanel = {
  kind: 'stat',
  id: 'jobs-now',
  title: 'Jobs waiting',
  description:
    'Jobs of the chosen clinics in all queues. It should come and go; where it only rises, see which queue and whose below.',
  unit: 'count',
  course: false,
  targets: [series(recorded('tenant:queue_depth:max').sumBy('env'), 'Jobs')],
};
