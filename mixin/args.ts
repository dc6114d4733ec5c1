/** What is told of the stack that takes the files, and how much is in them. */
import type { Evaluator } from '../alerts/routing.ts';

export interface MixinArgs {
  /** Who evaluates alerts. Prometheus records series in any case. */
  readonly evaluator: Evaluator;
  /** Base URLs of the alerts' links, without a slash at the end. An alert has no link where there is none. */
  readonly runbooks?: string;
  readonly grafana?: string;
  /** Uid of Grafana's data source for metrics, which its rules query. Dashboards let whoever looks choose. */
  readonly prometheusUid: string;
}

export interface Counts {
  readonly recordingRules: number;
  readonly alerts: number;
  readonly dashboards: number;
}
