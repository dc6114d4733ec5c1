/** What recorded series are computed from, for Datadog, which records none. */
import { recordingGroups } from '../../../alerts/recording.ts';
import { goodEvents, totalEvents } from '../../../alerts/slo/sli.ts';
import { type Duration, duration, recorded, type SloDefinition, type SloName, slos } from '../../../telemetry/contract/index.ts';
import { mapSelectors, type Query, type Selector, selectorsOf } from '../../../telemetry/query/index.ts';

/** The one rule that writes the series, or writes it for the objective that is picked. */
export function expand({ series, matchers }: Selector): Query | undefined {
  const slo = matchers.find(({ label, op }) => label === 'slo' && op === '=')?.value;
  const counts = /^slo:(good|total):increase(\w+)$/.exec(series);
  if (counts) return slo === undefined ? undefined : eventsOf(slos[slo as SloName], counts[1] === 'good', counts[2] ?? '');
  const rules = recordingGroups.flatMap((group) => group.rules).filter(({ record }) => record === series);
  const [rule, ...others] = rules.length > 1 ? rules.filter(({ labels }) => labels?.slo === slo) : rules;
  return others.length === 0 ? rule?.query : undefined;
}

/** From the metric itself: the rules leave out maintenance, of which Datadog knows by its own corrections. */
function eventsOf(slo: SloDefinition, good: boolean, window: string): Query {
  const length = window === '_period' ? slo.period : windowOf(window.replace('_tile', ''));
  return good ? goodEvents(slo, length) : totalEvents(slo, length);
}

function windowOf(text: string): Duration {
  return duration(text as Parameters<typeof duration>[0]);
}

/** The query for each objective, where it is about all of them: they are different metrics in Datadog. */
export function byObjective(query: Query): readonly { readonly query: Query; readonly slo?: SloName }[] {
  if (!selectorsOf(query.node).some(ofAnyObjective)) return [{ query }];
  return (Object.keys(slos) as SloName[]).map((slo) => {
    const node = mapSelectors(query.node, (selector) =>
      ofAnyObjective(selector)
        ? { ...selector, matchers: [...selector.matchers, { label: 'slo', op: '=', value: slo }] }
        : selector,
    );
    return { query: { node }, slo };
  });
}

function ofAnyObjective({ series, matchers }: Selector): boolean {
  const definitions: Readonly<Record<string, { readonly labels: readonly string[] }>> = recorded;
  return definitions[series]?.labels.includes('slo') === true && !matchers.some(({ label }) => label === 'slo');
}
