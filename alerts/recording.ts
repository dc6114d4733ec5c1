/** What each recorded series is computed from. The names and labels are the contract's. */
import { duration, type RecordedName } from '../telemetry/contract/index.ts';
import { counter, histogram, type LabelsOf, type Vector } from '../telemetry/query/index.ts';

const requests = histogram('http_server_request_duration_seconds');
const rate5m = requests.rate(duration('5m')).sumBy('env', 'tenant');
const errors5m = requests.where({ status: '5xx' }).rate(duration('5m')).sumBy('env', 'tenant');

export const recordingRules: { readonly [R in RecordedName]: Vector<LabelsOf<R>> } = {
  'tenant:request_rate:rate5m': rate5m,
  'tenant:error_rate:ratio_rate5m': errors5m.orZeroFor(rate5m).dividedBy(rate5m),
  'tenant:latency_p95:rate5m': requests.quantile(0.95, duration('5m'), 'env', 'tenant'),
  'tenant:reservations_per_day:increase1d': counter('reservations_total')
    .where({ action: 'create' })
    .increase(duration('1d'))
    .sumBy('env', 'tenant'),
};
