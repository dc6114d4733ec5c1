/** At which moments a query is evaluated. */
import { MOST_POINTS } from '../../dashboards/panel.ts';
import { duration, METRIC_INTERVAL, scaled } from '../../telemetry/contract/index.ts';
import { type Choice, intervalOf } from './choice.ts';

/** Unix times and a length in milliseconds: `from`, then each `step`, up to `to`. */
export interface Moments {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** What happened in less than this is seen soon enough. */
const SOON = duration('5m');

/**
 * At round moments: the lines stay where they are when the picture is drawn again a little later. Where these are far apart, the last
 * one could be hours ago: then up to now.
 */
export function momentsOfLines(choice: Choice, most = MOST_POINTS): Moments {
  const step = lineStep(choice, most);
  return step > scaled(SOON, choice.speed).ms ? momentsUpToNow(choice, most) : aligned(choice, step);
}

/** One for each interval, where it ends. */
export function momentsOfBars(choice: Choice): Moments {
  return aligned(choice, scaled(intervalOf(choice), choice.speed).ms);
}

/** The last is the end of the time itself: its values are those of now. */
export function momentsUpToNow(choice: Choice, most: number): Moments {
  const { from, to } = choice;
  const step = lineStep(choice, most);
  return { from: to - Math.floor((to - from) / step) * step, to, step };
}

/** Metrics have nothing new more often than they are measured. Whole milliseconds: Prometheus takes no others. */
function lineStep({ from, to, speed }: Choice, most: number): number {
  return Math.max(Math.ceil((to - from) / most), scaled(METRIC_INTERVAL, speed).ms);
}

/** Where no round moment is in the time, its end. */
function aligned({ from, to }: Choice, step: number): Moments {
  const first = Math.ceil(from / step) * step;
  const last = Math.floor(to / step) * step;
  return first > last ? { from: to, to, step } : { from: first, to: last, step };
}
