/** What fired, from the series `ALERTS` that Prometheus writes of every alert it evaluates. */
import type { Day, Range } from './day.ts';
import { keyOf, LONGEST_GAP_MS, type Stretch } from './firing.ts';
import type { Labels, Prometheus } from './prometheus.ts';

/** To the minute. An alert that fired for less is found too: the query looks back over the whole step. */
export const STEP_MS = 60_000;
const FIRING = 'group by (alertname, severity, tenant) (present_over_time(ALERTS{alertstate="firing", alertname!="Watchdog"}[1m]))';

/** Two hours an answer: 120 points of each alert that fired then, whatever the length of the day. */
const SLICE_MS = 2 * 3_600_000;

/** An evaluation may be a little late: what was there two minutes before the end is there still. */
const STILL_MS = 2 * STEP_MS;

export async function prometheusHistory(prometheus: Prometheus, day: Day): Promise<readonly Stretch[]> {
  const open = new Map<string, { readonly labels: Labels; readonly ranges: Range[] }>();
  for (let from = day.from; from <= day.to; from += SLICE_MS) {
    const slice = { from, to: Math.min(from + SLICE_MS - STEP_MS, day.to) };
    for (const { labels, times } of await prometheus.during(FIRING, slice, STEP_MS)) {
      const id = JSON.stringify(Object.entries(labels).sort());
      const series = open.get(id) ?? { labels, ranges: [] };
      for (const time of times) extend(series.ranges, time);
      open.set(id, series);
    }
  }
  return [...open.values()].flatMap(({ labels, ranges }) =>
    ranges.map(({ from, to }) => ({ ...keyOf(labels), from, to: to >= day.to - STILL_MS ? day.to : to })),
  );
}

/** Adds a moment to the last range, or begins another: a day of moments is never held. */
function extend(ranges: Range[], time: number): void {
  const last = ranges.at(-1);
  if (last && time - last.to <= LONGEST_GAP_MS) ranges[ranges.length - 1] = { from: last.from, to: time };
  else ranges.push({ from: time, to: time });
}
