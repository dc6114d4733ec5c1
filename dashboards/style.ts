/** The look of every panel, in one place, for every renderer. */
import type { Alert } from '../alerts/alert.ts';

/** What a value means to whoever looks. */
export type State = 'good' | 'neutral' | 'warning' | 'critical';

/** Values from each step on are in its state; those below the first are in the base state. */
export interface Thresholds {
  readonly base: State;
  /** Rising. */
  readonly steps: readonly { readonly from: number; readonly state: State }[];
}

/** Told apart by people who do not tell red from green. Source: Okabe and Ito, "Color Universal Design". */
export const STATE_COLORS: Readonly<Record<State, string>> = {
  good: '#009E73',
  neutral: '#0072B2',
  warning: '#E69F00',
  critical: '#D55E00',
};

/** Colours of series whose names nobody knows beforehand, of the same source; readable on white and on black. */
export const SERIES_COLORS = [
  '#0072B2',
  '#E69F00',
  '#009E73',
  '#CC79A7',
  '#56B4E9',
  '#D55E00',
  '#8C6BB1',
  '#B8A100',
  '#7F7F7F',
  '#1B9E9E',
] as const;

/** The alert's own threshold: a panel that shows the alert's measure draws its line where the alert fires, from the same number. */
export function alertLine({ above, severity, unit }: Pick<Alert, 'above' | 'severity' | 'unit'>): Thresholds {
  // An alert fires above its threshold, a state begins at it: none of something is well, and the first is not.
  const from = above === 0 && unit === 'count' ? 1 : above;
  return { base: 'good', steps: [{ from, state: severity === 'critical' ? 'critical' : 'warning' }] };
}
