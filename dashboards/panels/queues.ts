/**
 * Queues and rate limiters: how they go over time for the chosen clinics together, and whose they are now. Each clinic has several of
 * them, so that a line for each over hours would be too dear to ask for; the bars are asked for one moment only.
 */
import { catalogue } from '../../alerts/catalogue.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { type BarGaugePanel, busiest, series, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';

const depth = recorded('tenant:queue_depth:max');
const saturation = recorded('tenant:rate_limiter_saturation:max');

export const queueDepth: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'queue-depth',
  title: 'Queue depth',
  description:
    'Jobs of the chosen clinics that wait, by queue. It should come and go: a queue that only grows has no worker, or one clinic fills it for all.',
  unit: 'count',
  style: 'stacked',
  points: 120,
  targets: [series(depth.sumBy('env', 'queue'), '{{queue}}')],
};

export const longestQueues: BarGaugePanel = {
  kind: 'bar-gauge',
  id: 'longest-queues',
  title: 'Longest queues now',
  description:
    'Whose jobs wait, and where: the ten longest queues of the chosen clinics. One clinic far ahead of the others makes them all wait.',
  unit: 'count',
  targets: [busiest(depth, '{{tenant}} {{queue}}')],
};

export const rateLimiters: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'rate-limiters',
  title: 'Rate limiters',
  description:
    'Share of the allowance that is used up, of the chosen clinic where it is highest, by limiter. Above the line for ten minutes it alerts: requests are refused soon, or already are.',
  unit: 'ratio',
  style: 'lines',
  max: 1,
  points: 120,
  thresholds: alertLine(catalogue.RateLimiterSaturated),
  targets: [series(saturation.maxBy('env', 'limiter'), '{{limiter}}')],
};

export const fullestLimiters: BarGaugePanel = {
  kind: 'bar-gauge',
  id: 'fullest-limiters',
  title: 'Fullest limiters now',
  description:
    'Whose allowance is used up, and which: the ten fullest of the chosen clinics. Raise it if the clinic has grown, or find what asks so much.',
  unit: 'ratio',
  max: 1,
  thresholds: alertLine(catalogue.RateLimiterSaturated),
  targets: [busiest(saturation, '{{tenant}} {{limiter}}')],
};
