/** Requests as the application sees them: how long they take, which routes are slow, and which fail. */
import { catalogue } from '../../alerts/catalogue.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { busiest, type Column, type HeatMapPanel, type TablePanel, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';

export const latencyMap: HeatMapPanel = {
  kind: 'heat-map',
  id: 'latency-map',
  title: 'How long requests take',
  description:
    'Requests per second of all clinics by how long they took. A second band above the first is one kind of request, or one clinic, that became slow, which a percentile hides.',
  unit: 'seconds',
  query: recorded('fleet:request_duration_bucket:rate5m'),
  rows: 'le',
};

export const routeLatency: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'route-latency',
  title: 'Slowest routes, p95',
  description:
    'The ten routes that were slowest in this time, of all clinics. A step in one line is a deployment or a plan of the database that changed.',
  unit: 'seconds',
  style: 'lines',
  targets: [busiest(recorded('route:latency_p95:rate5m'), '{{route}}')],
};

const rate: Column = { title: 'Requests', unit: 'requestsPerSecond', query: recorded('route:request_rate:rate5m') };
const errors: Column = {
  title: 'Errors',
  unit: 'ratio',
  query: recorded('route:error_rate:ratio_rate5m'),
  thresholds: alertLine(catalogue.TenantHighErrorRate),
};
const latency: Column = {
  title: 'Latency, p95',
  unit: 'seconds',
  query: recorded('route:latency_p95:rate5m'),
};

export const slowestRoutes: TablePanel = {
  kind: 'table',
  id: 'slowest-routes',
  title: 'Slowest routes now',
  description:
    'Routes of all clinics with the highest latency over five minutes. A route leads to its traces: the longest span says what it waits for.',
  by: ['route'],
  columns: [latency, rate, errors],
  most: { k: 10, order: 'highest' },
};

export const failingRoutes: TablePanel = {
  kind: 'table',
  id: 'failing-routes',
  title: 'Most failing routes now',
  description:
    'Routes of all clinics by the share of requests that a 5xx status answered in five minutes. One alone is a fault in it; all together are what they share.',
  by: ['route'],
  columns: [errors, rate, latency],
  most: { k: 10, order: 'highest' },
};
