/** What differs between environments, as one table. No Pulumi here: the local platform reads its own row. */
import { type Duration, duration } from '../telemetry/contract/index.ts';

export interface Environment {
  readonly name: 'local' | 'dev' | 'prod';
  /** Who evaluates alert rules. Exactly one does. */
  readonly evaluator: 'grafana' | 'prometheus';
  /** Whether a critical alert wakes somebody. Where it does not, it goes where warnings go. */
  readonly pages: boolean;
  /** How long Prometheus keeps samples: at least 35 days, so that a 30-day objective always has its whole period. */
  readonly metricRetention: Duration;
  /** How long traces are kept. */
  readonly traceRetention: Duration;
  /** Traces that took longer are all kept. */
  readonly slowTrace: Duration;
}

export const environments = {
  local: {
    name: 'local',
    evaluator: 'prometheus',
    pages: true,
    metricRetention: duration('35d'),
    traceRetention: duration('2d'),
    slowTrace: duration('1s'),
  },
  dev: {
    name: 'dev',
    evaluator: 'grafana',
    pages: false,
    metricRetention: duration('35d'),
    traceRetention: duration('7d'),
    slowTrace: duration('1s'),
  },
  prod: {
    name: 'prod',
    evaluator: 'grafana',
    pages: true,
    metricRetention: duration('90d'),
    traceRetention: duration('30d'),
    slowTrace: duration('1s'),
  },
} as const satisfies Record<Environment['name'], Environment>;
