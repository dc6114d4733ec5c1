/** What the application runs on, and which clinic uses how much of it. */
import { catalogue } from '../../alerts/catalogue.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { counter, gauge, recorded } from '../../telemetry/query/index.ts';
import { busiest, series, type TablePanel, type TimeSeriesPanel } from '../panel.ts';
import { alertLine, type Thresholds } from '../style.ts';

const WINDOW = duration('5m');

/** Every request waits as long as the event loop does: people notice a tenth of a second. */
export const LOOP_DELAYED: Thresholds = {
  base: 'good',
  steps: [
    { from: 0.05, state: 'warning' },
    { from: 0.1, state: 'critical' },
  ],
};

const cores = recorded('tenant:cpu_cores:rate5m');
const operations = recorded('tenant:db_client_active_operations:sum');
const depth = recorded('tenant:queue_depth:max');
const process = counter('process_cpu_time_seconds_total').rate(WINDOW);
const memory = gauge('process_memory_usage_bytes').ofEachInstance();

export const cpuByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'cpu-by-clinic',
  title: 'CPU by clinic',
  description:
    "Cores that each clinic's requests kept busy, by their share of the request time: the ten busiest. One that outgrows the others slows them all: look at its routes and traces.",
  unit: 'cores',
  style: 'stacked',
  targets: [busiest(cores, '{{tenant}}')],
};

export const cpuByWorkload: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'cpu-by-workload',
  title: 'CPU by workload',
  description:
    'Cores in use by all processes of a service. A process uses little more than one: near as many cores as processes, add some.',
  unit: 'cores',
  style: 'lines',
  targets: [series(process.sumBy('env', 'service'), '{{service}}')],
};

export const memoryByWorkload: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'memory-by-workload',
  title: 'Memory by workload',
  description:
    'Resident memory of all processes of a service, and of its largest. It cannot be attributed to a clinic: a heap has no owner. A line that only rises is a leak.',
  unit: 'bytes',
  style: 'lines',
  targets: [
    series(memory.sumBy('env', 'service'), '{{service}}, all processes'),
    series(memory.maxBy('env', 'service'), '{{service}}, largest process'),
  ],
};

export const eventLoopDelay: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'event-loop-delay',
  title: 'Event loop delay, p99',
  description:
    'Of the slowest process of a service. Every request of that process waits so long: something computes for too long at a time.',
  unit: 'seconds',
  style: 'lines',
  thresholds: LOOP_DELAYED,
  targets: [series(gauge('nodejs_eventloop_delay_p99_seconds').ofEachInstance().maxBy('env', 'service'), '{{service}}')],
};

export const processes: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'processes',
  title: 'Processes by version',
  description:
    'Processes of a service that reported within five minutes, by the version that they run: during a deployment old and new ones. Two versions for longer are a deployment that is stuck.',
  unit: 'count',
  style: 'stacked',
  targets: [series(gauge('service_build_info').ofEachInstance().countBy('env', 'service', 'version'), '{{service}} {{version}}')],
};

export const connections: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'connections',
  title: 'Database connections',
  description:
    'Connections of all pools by state. Pending ones are requests that wait for one: the pool is too small, or queries are too slow.',
  unit: 'count',
  style: 'stacked',
  states: [
    { name: '^pending$', state: 'critical' },
    { name: '^used$', state: 'neutral' },
    { name: '^idle$', state: 'good' },
  ],
  targets: [series(gauge('db_client_connections').acrossInstances(), '{{state}}')],
};

export const operationsByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'operations-by-clinic',
  title: 'Database operations by clinic',
  description:
    'Operations in flight: which clinics hold the pool. One that holds most of it while connections are pending is the one to look at.',
  unit: 'count',
  style: 'stacked',
  targets: [busiest(operations, '{{tenant}}')],
};

export const topClinics: TablePanel = {
  kind: 'table',
  id: 'top-clinics',
  title: 'Clinics by requests',
  description:
    'The fifteen clinics with the most requests, and what each uses now. Who asks little and uses much is the one to look at; its name leads to its traces and logs.',
  by: ['tenant'],
  columns: [
    { title: 'Requests', unit: 'requestsPerSecond', query: recorded('tenant:request_rate:rate5m') },
    {
      title: 'Errors',
      unit: 'ratio',
      query: recorded('tenant:error_rate:ratio_rate5m'),
      thresholds: alertLine(catalogue.TenantHighErrorRate),
    },
    { title: 'Latency, p95', unit: 'seconds', query: recorded('tenant:latency_p95:rate5m') },
    { title: 'CPU', unit: 'cores', query: cores },
    { title: 'Database operations', unit: 'count', query: operations },
    { title: 'Jobs waiting', unit: 'count', query: depth.sumBy('env', 'tenant') },
  ],
  most: { k: 15, order: 'highest' },
};
