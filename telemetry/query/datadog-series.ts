/** The contract's series as Datadog has them: OpenTelemetry's names, labels as tags, counters and histograms as what came in since the last time. */
import { type Emitter, emitters, type MetricDefinition, metrics } from '../contract/index.ts';
import type { Matcher, Selector } from './ast.ts';

/** A query, or a part of one, that Datadog cannot ask. */
export class NotInDatadog extends Error {
  override readonly name = 'NotInDatadog';

  /**
   * @param what names the part that has no form there, as the subject of a sentence
   * @param where what it was asked for
   */
  constructor(what: string, where: 'monitor' | 'widget' = 'monitor') {
    super(`${what} has no form in a Datadog ${where}.`);
  }
}

/** A series of the contract, and what is picked of it. */
export interface Picked {
  /** The name in Datadog: OpenTelemetry's, as the Collector's exporter sends it. */
  readonly metric: string;
  readonly definition: MetricDefinition;
  readonly matchers: readonly Matcher[];
  /** The bound of events that took at most so long, of a histogram's bucket. */
  readonly atMost?: number;
}

/** Who sends metrics to Datadog: through a Collector. What only a Prometheus scrapes does not get there. */
const SENDING: readonly Emitter[] = ['sdk', 'application', 'collector', 'agent'];

/** @throws NotInDatadog for a series that is not sent through a Collector */
export function pick({ series, matchers }: Selector, where: 'monitor' | 'widget' = 'monitor'): Picked {
  const definitions: Readonly<Record<string, MetricDefinition>> = metrics;
  const definition = definitions[series] ?? definitions[series.replace(/_(count|bucket)$/, '')];
  if (!definition) throw new NotInDatadog(`${series}, which only Prometheus scrapes,`, where);
  const { emitter, otel } = definition;
  if (!SENDING.includes(emitter))
    throw new NotInDatadog(`${series} of ${emitters[emitter]}, which only Prometheus scrapes,`, where);
  const le = matchers.find(({ label }) => label === 'le');
  return {
    metric: otel,
    definition,
    matchers: matchers.filter((matcher) => matcher !== le),
    ...(le && { atMost: Number.parseFloat(le.value) }),
  };
}

/** The tags between the braces. Commas and `!` do where they can: Datadog does not admit them beside words such as `IN`. */
export function tags(env: string, matchers: readonly Matcher[]): string {
  const all: readonly Matcher[] = [{ label: 'env', op: '=', value: env }, ...matchers.filter(({ label }) => label !== 'env')];
  const inWords = all.some(({ op }) => op === '=~' || op === '!~');
  return all.map((matcher) => (inWords ? word(matcher) : symbol(matcher))).join(inWords ? ' AND ' : ',');
}

/** As `tags`, of what whoever looks at a dashboard chooses there, by its template variables: an environment, and clinics unless of all. */
export function chosenTags(
  { definition, matchers }: Pick<Picked, 'definition' | 'matchers'>,
  of: 'chosen' | 'all' = 'chosen',
): string {
  const own = matchers.filter(({ label }) => label !== 'env');
  const inWords = own.some(({ op }) => op === '=~' || op === '!~');
  const chosen = ['$env', ...(of === 'chosen' && definition.labels.includes('tenant') ? ['$tenant'] : [])];
  return [...chosen, ...own.map((matcher) => (inWords ? word(matcher) : symbol(matcher)))].join(inWords ? ' AND ' : ',');
}

function symbol({ label, op, value }: Matcher): string {
  return `${op === '!=' ? '!' : ''}${label}:${tagValue(value)}`;
}

function word({ label, op, value }: Matcher): string {
  const list = () => `(${value.split('|').map(unescaped).map(tagValue).join(',')})`;
  switch (op) {
    case '=':
      return `${label}:${tagValue(value)}`;
    case '!=':
      return `NOT ${label}:${tagValue(value)}`;
    case '=~':
      return `${label} IN ${list()}`;
    case '!~':
      return `${label} NOT IN ${list()}`;
  }
}

/** A list of values is a regular expression in a matcher, each with its own characters escaped. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

/** As Datadog stores it: small letters, underscores for what a tag may not have, no two of them in a row and none at the end. */
export function tagValue(value: string): string {
  return value
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}:./-]+/gu, '_')
    .replace(/_+$/, '');
}
