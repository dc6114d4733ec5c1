/** What the users of the chosen clinics feel: how much they ask, how much fails, how long it takes. */
import { catalogue } from '../../alerts/catalogue.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { busiest, type StatPanel, series, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';
import { RANGE } from '../variables.ts';

/** Written every quarter of a minute: to look for the highest among all of them would cost as much again as to draw ten. */
const requests = recorded('tenant:request_rate:rate5m');
const errors = recorded('tenant:error_rate:ratio_rate5m');
const latency = recorded('tenant:latency_p95:rate5m');

/** The busiest and the worst hour of each clinic in the time shown, which are written once a minute. */
const busiestHour = recorded('slo:total:increase1h', { slo: 'api-availability' }).maxOver(RANGE).maxBy('env', 'tenant');
const worstHour = recorded('slo:errors:ratio1h', { slo: 'api-availability' }).maxOver(RANGE).maxBy('env', 'tenant');

/** A series for the environment wherever a chosen clinic is known: what else is counted of them is none where it is absent. */
export const known = requests.sumBy('env');

/** The same over time, wherever requests are measured at all: a single series, where one of every clinic would be read at each point. */
export const measured = recorded('fleet:request_duration_bucket:rate5m', { le: '+Inf' }).sumBy('env');

export const requestsNumber: StatPanel = {
  kind: 'stat',
  id: 'requests-number',
  title: 'Requests',
  description: 'Requests per second of the chosen clinics together. None at daytime is an outage in front of the application.',
  unit: 'requestsPerSecond',
  course: true,
  targets: [series(known, 'Requests')],
};

export const errorsNumber: StatPanel = {
  kind: 'stat',
  id: 'errors-number',
  title: 'Errors, worst clinic',
  description:
    'Share of requests that a 5xx status answered, over five minutes, of the chosen clinic where it is highest. Coloured for five minutes it pages: the lines below say which clinic.',
  unit: 'ratio',
  course: false,
  thresholds: alertLine(catalogue.TenantHighErrorRate),
  targets: [series(errors.maxBy('env').orZeroFor(known), 'Errors')],
};

export const latencyNumber: StatPanel = {
  kind: 'stat',
  id: 'latency-number',
  title: 'Latency p95, slowest clinic',
  description:
    '95 of 100 requests are answered within this time, over five minutes, at the chosen clinic where it is longest. Empty while nobody asks.',
  unit: 'seconds',
  course: true,
  targets: [series(latency.maxBy('env'), 'Latency')],
};

export const requestsByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'requests-by-clinic',
  title: 'Requests',
  description:
    'Requests per second, of the ten clinics with the busiest hour of this time. A sudden end is an outage before the clinic, or of its network; a sudden peak is a robot or a retry.',
  unit: 'requestsPerSecond',
  style: 'lines',
  targets: [busiest(requests, '{{tenant}}', busiestHour)],
};

export const errorsByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'errors-by-clinic',
  title: 'Errors',
  description:
    'Share of requests that a 5xx status answered, of the ten clinics with the worst hour of this time. Above the line for five minutes it pages: a clinic leads to its traces and error lines.',
  unit: 'ratio',
  style: 'lines',
  thresholds: alertLine(catalogue.TenantHighErrorRate),
  targets: [busiest(errors, '{{tenant}}', worstHour)],
};

export const latencyByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'latency-by-clinic',
  title: 'Latency, p95',
  description:
    '95 of 100 requests are answered within this time, of the ten slowest clinics. Half as slow again as a week ago it alerts. A gap is a time without requests.',
  unit: 'seconds',
  style: 'lines',
  targets: [busiest(latency, '{{tenant}}')],
};
