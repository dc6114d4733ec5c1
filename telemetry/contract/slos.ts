/** The service level objectives. Rules, alerts, dashboards and OpenSLO files follow from these three. */
import { type Duration, duration } from './duration.ts';
import type { LabelName, LabelValue } from './labels.ts';
import type { CounterName, HistogramName } from './metrics.ts';

/** Which events count, and which of them are good. */
export type Sli =
  /** Good: every event whose label is none of the bad values. */
  | {
      readonly kind: 'availability';
      readonly metric: HistogramName | CounterName;
      readonly bad: { readonly [L in LabelName]?: readonly LabelValue<L>[] };
    }
  /** Good: every event at most as long as the threshold, which must be one of the histogram's bucket boundaries. */
  | { readonly kind: 'latency'; readonly metric: HistogramName; readonly thresholdSeconds: number };

export interface SloDefinition {
  readonly title: string;
  readonly description: string;
  /** Share of events that must be good. */
  readonly objective: number;
  readonly period: Duration;
  readonly per: 'tenant';
  readonly sli: Sli;
}

export const slos = {
  'api-availability': {
    title: 'API availability',
    description: 'Requests answered with anything but a 5xx status.',
    objective: 0.995,
    period: duration('30d'),
    per: 'tenant',
    sli: { kind: 'availability', metric: 'http_server_request_duration_seconds', bad: { status: ['5xx'] } },
  },
  'booking-latency': {
    title: 'Reservation booking latency',
    description: 'Bookings confirmed within 400 ms.',
    objective: 0.95,
    period: duration('30d'),
    per: 'tenant',
    sli: { kind: 'latency', metric: 'reservation_booking_duration_seconds', thresholdSeconds: 0.4 },
  },
  'webhook-success': {
    title: 'Webhook success',
    description: 'Stripe webhook deliveries processed without an error.',
    objective: 0.99,
    period: duration('7d'),
    per: 'tenant',
    sli: { kind: 'availability', metric: 'stripe_webhook_deliveries_total', bad: { outcome: ['failure'] } },
  },
} as const satisfies Record<LabelValue<'slo'>, SloDefinition>;

export type SloName = keyof typeof slos;
