/** All recording rules, in groups. The names and labels of their series are the contract's. */
import { duration, METRIC_INTERVAL } from '../telemetry/contract/index.ts';
import { histogram, recorded } from '../telemetry/query/index.ts';
import { fiveMinuteCounts, fleetCounts, hourlyValues, TILE, usualValues } from './counts.ts';
import { type Recording, type RecordingGroup, record } from './record.ts';
import { shares } from './shares.ts';
import { budgets, fleet, hourlyBudgets } from './slo/budget.ts';
import { burns } from './slo/burn-rate.ts';
import { EVERY, hourlyTiles, slidingCounts, tiledCounts } from './slo/windows.ts';

const requests = histogram('http_server_request_duration_seconds');
/** Written by the first rule of its group, and read by those after it. */
const rate5m = recorded('tenant:request_rate:rate5m');
const errors5m = requests.where({ status: '5xx' }).rate(duration('5m')).sumBy('env', 'tenant');

/** Rate and errors of every tenant, at the beat of the metrics: a page waits for them. */
const red: readonly Recording[] = [
  record('tenant:request_rate:rate5m', requests.rate(duration('5m')).sumBy('env', 'tenant')),
  record('tenant:error_rate:ratio_rate5m', errors5m.orZeroFor(rate5m).dividedBy(rate5m.above(0))),
];

/** Duration: every bucket of every tenant is read, and no page waits for it. */
const latency: readonly Recording[] = [
  record('tenant:latency_p95:rate5m', requests.quantile(0.95, duration('5m'), 'env', 'tenant').and(rate5m.above(0))),
];

/** How often what is made of whole hours is computed: well within the five minutes for which Prometheus remembers a value. */
const LONG_EVERY = duration('2m');

export const recordingGroups: readonly RecordingGroup[] = [
  { name: 'vigia-recording', every: METRIC_INTERVAL, rules: [...red, ...fleetCounts] },
  { name: 'vigia-five-minutes', every: TILE, rules: fiveMinuteCounts },
  { name: 'vigia-slo', every: EVERY, rules: [...latency, ...slidingCounts()] },
  { name: 'vigia-shares', every: EVERY, rules: shares },
  { name: 'vigia-burn', every: EVERY, rules: burns() },
  { name: 'vigia-hourly', every: duration('1h'), rules: [...hourlyTiles(), ...hourlyBudgets(), ...hourlyValues] },
  { name: 'vigia-long', every: LONG_EVERY, rules: [...tiledCounts(), ...budgets(), ...fleet(), ...usualValues] },
];
