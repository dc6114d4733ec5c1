/** The past that rules read, as blocks: what a server would have after it ran for that long. */
import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backfillFile } from '../../test/support/history/backfill.ts';
import { openMetricsFile } from '../../test/support/history/openmetrics.ts';
import { merged, type Need, needsOf, type RuleGroups, recordedEvery, type Stretch } from './rule-file.ts';
import { type BenchSeries, recordedSeries, seriesOf } from './series.ts';

/** One name's series and the past to write of them. */
export interface Past {
  readonly series: readonly BenchSeries[];
  readonly stretches: readonly Stretch[];
  /** Seconds between two samples. */
  readonly every: number;
}

export interface Wanted {
  readonly tenants: readonly string[];
  /** The one objective whose series there are. Default: all. */
  readonly slo?: string;
  /** Names that are there already. */
  readonly skip?: readonly string[];
  /** Seconds between two samples of what no rule records. Default: there is none of it. */
  readonly rawEvery?: number;
}

/** What the rules read of the past: of recorded series as often as they are recorded. */
export function pastsOf(rules: RuleGroups, { tenants, slo, skip = [], rawEvery }: Wanted): Past[] {
  return pastsOfNeeds(needsOf(rules), (name) => {
    const every = recordedEvery(rules, name) ?? rawEvery;
    if (every === undefined || skip.includes(name)) return undefined;
    const known = seriesOf(name, tenants, slo === undefined ? {} : { slo: [slo] });
    return { every, series: known.length > 0 ? known : recordedSeries(rules, name) };
  });
}

/** @param seriesNamed the series of a name, and the seconds between two samples; nothing where none is wanted */
export function pastsOfNeeds(
  needs: readonly Need[],
  seriesNamed: (name: string) => Pick<Past, 'series' | 'every'> | undefined,
): Past[] {
  return [...Map.groupBy(needs, ({ name }) => name)].flatMap(([name, ofName]) => {
    const named = seriesNamed(name);
    if (!named) return [];
    // Selectors differ in the series that they take and in the past that they look at.
    const alike = Map.groupBy(named.series, ({ labels }) => ofName.map(({ takes }) => Number(takes(labels))).join(''));
    return [...alike].flatMap(([taken, series]) => {
      const stretches = merged(ofName.filter((_, i) => taken[i] === '1').map(({ stretch }) => stretch));
      return stretches.length > 0 ? [{ series, stretches, every: named.every }] : [];
    });
  });
}

/** Texts that are read at the same time: one for each processor that a small machine has. */
const AT_ONCE = 2;
/** Fewer samples than this are not worth a second process. */
const WORTH_SHARDS = 1_000_000;
/** Samples of one text at most: 4 GB. */
const SHARD = 40_000_000;

/** Writes the past up to `now` (Unix time in seconds) into a data folder. */
export async function seed(dataFolder: string, now: number, pasts: readonly Past[]): Promise<number> {
  const samples = pasts.reduce((sum, past) => sum + past.series.length * moments(past, now).length, 0);
  if (samples === 0) return 0;
  mkdirSync(dataFolder, { recursive: true });
  const shards = samples < WORTH_SHARDS ? 1 : Math.max(AT_ONCE, Math.ceil(samples / SHARD));
  const running: Promise<void>[] = [];
  for (let shard = 0; shard < shards; shard++) {
    const text = `${dataFolder}-${shard}.om`;
    await running[shard - AT_ONCE];
    write(text, now, pasts, (i) => i % shards === shard);
    running.push(backfillFile(dataFolder, text).finally(() => rmSync(text, { force: true })));
    // Lets the process start before the next text keeps this one busy.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(running);
  return samples;
}

function write(text: string, now: number, pasts: readonly Past[], mine: (index: number) => boolean): void {
  const file = openMetricsFile(text);
  for (const past of pasts) {
    const times = moments(past, now);
    past.series.forEach((series, i) => {
      if (mine(i)) for (const at of times) file.write(series.text, series.value(at), at);
    });
  }
  file.close();
}

/** On the interval's own beat, so that two blocks never hold the same moment twice. */
function moments({ stretches, every }: Past, now: number): number[] {
  return stretches.flatMap(({ oldest, newest }) => {
    const first = Math.ceil((now - oldest) / every);
    const last = Math.floor((now - newest) / every);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * every);
  });
}

/** A data folder with the same blocks: linked, for nobody changes a block. */
export function linkBlocks(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) linkBlocks(join(from, entry.name), join(to, entry.name));
    else linkSync(join(from, entry.name), join(to, entry.name));
  }
}
