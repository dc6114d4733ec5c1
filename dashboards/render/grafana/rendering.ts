/** What every part of a dashboard's rendering needs to know of its environment. */
import type { Evaluator } from '../../../alerts/routing.ts';
import type { Speed } from '../../../telemetry/contract/index.ts';
import type { DataSourceRefs } from '../../data-sources.ts';

export interface Rendering {
  /** Who evaluates alerts: lists of them come from there. */
  readonly evaluator: Evaluator;
  /** How fast the platform's clock runs. */
  readonly speed: Speed;
  readonly sources: DataSourceRefs;
  /** The folder of runbooks, where a list of alerts can lead to them. */
  readonly runbooks?: string;
}

/** What a panel says where its queries answer nothing. */
export const NO_VALUE = 'Nothing in this time';
