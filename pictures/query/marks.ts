/** Annotations, from the moments at which their queries have a value. */
import type { Annotation } from '../../dashboards/annotations.ts';
import { duration, scaled } from '../../telemetry/contract/index.ts';
import type { Mark } from '../data.ts';
import type { Choice } from './choice.ts';
import type { Series } from './prometheus.ts';
import { nameOf } from './series.ts';
import { type Moments, momentsOfLines } from './times.ts';

/** A mark is at least so wide: a longer step would pass over some. */
const WIDTH = duration('5m');

/** Prometheus answers no more than 11,000 for each series. */
const MOST_MOMENTS = 10_000;

export function momentsOfMarks(choice: Choice): Moments {
  const { step } = momentsOfLines(choice);
  const { from, to, speed } = choice;
  const fine = Math.max(Math.min(step, scaled(WIDTH, speed).ms), Math.ceil((to - from) / MOST_MOMENTS));
  return { from: Math.ceil(from / fine) * fine, to, step: fine };
}

/** One for each stretch of moments. */
export function marksOf({ text }: Pick<Annotation, 'text'>, series: readonly Series[], step: number): readonly Mark[] {
  return series.flatMap(({ labels, points }) => {
    const marks: { from: number; to: number; text: string }[] = [];
    for (const [at] of points) {
      const last = marks.at(-1);
      if (last && at - last.to <= step) last.to = at;
      else marks.push({ from: at, to: at, text: nameOf(text, labels) });
    }
    return marks;
  });
}
