/** What fired, from Grafana's state history: the annotations that it writes of every change of an alert's state. */
import type { Day } from './day.ts';
import { type AlertKey, keyOf, type Stretch } from './firing.ts';
import type { Grafana, Transition } from './grafana.ts';
import type { Labels } from './prometheus.ts';

/**
 * @param now milliseconds: the history is read up to here, so that what ended a moment after the day is known to have fired in it
 */
export async function grafanaHistory(grafana: Grafana, day: Day, now: number): Promise<readonly Stretch[]> {
  const [transitions, active] = [await grafana.transitions({ from: day.from, to: now }), await grafana.active()];
  const bySeries = Map.groupBy(transitions, ({ text }) => seriesOf(text));
  const changed = [...bySeries.values()].flatMap((series) => stretchesOf(series));
  // What began before the day and never changed since has no annotation in it.
  const lasting = active.map(({ labels, startsAt }) => ({ ...brokenKey(labels), from: startsAt, to: Number.POSITIVE_INFINITY }));
  return [...changed, ...lasting];
}

/**
 * The stretches of one series. Every replica of Grafana writes each change, a little later than the other: stretches that touch are
 * joined afterwards.
 */
function stretchesOf(series: readonly Transition[]): Stretch[] {
  const stretches: Stretch[] = [];
  const [first] = series;
  let open = first && begun(first.text, first.prevState, Number.NEGATIVE_INFINITY);
  for (const { time, newState, text } of series) {
    if (open) stretches.push({ ...open, to: time });
    open = begun(text, newState, time);
  }
  return open ? [...stretches, open] : stretches;
}

/** A stretch that begins with a state, and whose end is not known yet; undefined where the state is a quiet one. */
function begun(text: string, state: string, from: number): Stretch | undefined {
  const kind = kindOf(state);
  return kind === 'quiet' ? undefined : { ...keyOf(labelsOf(text)), broken: kind === 'broken', from, to: Number.POSITIVE_INFINITY };
}

/** A state's first word; in brackets may be why. `Recovering` keeps firing. A rule that cannot be evaluated fires as such. */
function kindOf(state: string): 'firing' | 'broken' | 'quiet' {
  const [word] = state.split(' ');
  if (word === 'Alerting' || word === 'Recovering') return 'firing';
  return word === 'Error' || word === 'NoData' ? 'broken' : 'quiet';
}

/** `TITLE {name=value, name=value} - VALUES`, and of that what stays from change to change. */
const TEXT = /^(.*?) \{(.*)\} - /s;

function seriesOf(text: string): string {
  return TEXT.exec(text)?.[0] ?? text;
}

/** The labels in an annotation's text. Values are not quoted there, and may hold a comma: only what reads as a name begins a label. */
export function labelsOf(text: string): Labels {
  const [, title = text, list = ''] = TEXT.exec(text) ?? [];
  const pairs = list.split(/, (?=[A-Za-z_]\w*=)/).map((pair) => {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
    return [name, value] as const;
  });
  return { alertname: title, ...Object.fromEntries(pairs.filter(([name]) => name !== '')) };
}

/** Of a rule that it cannot evaluate Grafana tells under a name of its own, with the rule's as a label. */
function brokenKey(labels: Labels): AlertKey {
  const broken = labels.alertname === 'DatasourceError' || labels.alertname === 'DatasourceNoData';
  return broken ? { ...keyOf({ ...labels, alertname: labels.rulename ?? labels.alertname ?? '' }), broken } : keyOf(labels);
}
