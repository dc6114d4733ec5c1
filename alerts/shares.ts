/**
 * What dashboards show of every tenant and route at once, recorded where it would be too dear to compute for each look at it: each
 * tenant's share of the machines, and requests by route.
 */
import { duration } from '../telemetry/contract/index.ts';
import { counter, gauge, histogram, recorded } from '../telemetry/query/index.ts';
import { type Recording, record } from './record.ts';

const WINDOW = duration('5m');

const requests = histogram('http_route_request_duration_seconds');
/** Written by a rule before those that read it. */
const rate5m = recorded('route:request_rate:rate5m');
const errors5m = requests.where({ status: '5xx' }).rate(WINDOW).sumBy('env', 'route');

export const shares: readonly Recording[] = [
  record('tenant:cpu_cores:rate5m', counter('process_cpu_tenant_time_seconds_total').rate(WINDOW).sumBy('env', 'tenant')),
  record('tenant:db_client_active_operations:sum', gauge('db_client_active_operations').acrossInstances()),
  record('tenant:queue_depth:max', gauge('queue_depth').acrossInstances()),
  record('tenant:rate_limiter_saturation:max', gauge('rate_limiter_saturation_ratio').acrossInstances()),
  record('tenant:active_clients:max', gauge('active_clients').acrossInstances()),
  record('tenant:active_packages:max', gauge('active_packages').acrossInstances()),
  record('route:request_rate:rate5m', requests.rate(WINDOW).sumBy('env', 'route')),
  record('route:error_rate:ratio_rate5m', errors5m.orZeroFor(rate5m).dividedBy(rate5m.above(0))),
  record('route:latency_p95:rate5m', requests.quantile(0.95, WINDOW, 'env', 'route').and(rate5m.above(0))),
  record('fleet:request_duration_bucket:rate5m', requests.bucketRate(WINDOW).sumBy('env', 'le')),
];
