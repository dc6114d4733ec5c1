/** Series that recording rules write. Their expressions are in `alerts/`; their names and labels are part of the contract. */
import type { LabelName } from './labels.ts';

export interface RecordedDefinition {
  readonly description: string;
  readonly unit: 's' | '1' | '{request}/s' | '{reservation}' | '{event}';
  readonly labels: readonly LabelName[];
}

export const recorded = {
  'tenant:request_rate:rate5m': {
    description: 'Requests per second of a tenant, over five minutes.',
    unit: '{request}/s',
    labels: ['env', 'tenant'],
  },
  'tenant:error_rate:ratio_rate5m': {
    description: "Share of a tenant's requests answered with a 5xx status, over five minutes.",
    unit: '1',
    labels: ['env', 'tenant'],
  },
  'tenant:latency_p95:rate5m': {
    description: "95th percentile of a tenant's request duration, over five minutes.",
    unit: 's',
    labels: ['env', 'tenant'],
  },
  'tenant:reservations_per_day:increase1d': {
    description: 'Reservations that a tenant created in a day.',
    unit: '{reservation}',
    labels: ['env', 'tenant'],
  },
} as const satisfies Record<`tenant:${string}:${string}`, RecordedDefinition>;

export type RecordedName = keyof typeof recorded;
