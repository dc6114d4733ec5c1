/** What recording rules would have recorded, had they run all along: each is evaluated at past moments, and the results become blocks. */
import { z } from 'zod';
import { dataFolder, type Series, startPrometheus } from '../prometheus.ts';
import { backfill } from './backfill.ts';
import { seriesText } from './openmetrics.ts';

/** A recording rule of a rule file. */
export interface RecordedRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Moments from one to another, both included; Unix times and seconds. */
export interface Moments {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

interface Evaluated {
  readonly rule: RecordedRule;
  readonly series: readonly Series[];
}

/** A query over a month of every hour would hold too many samples at once. */
const CHUNK = 48 * 3_600;

/**
 * Records the rules in their order, on the blocks below `folder`, where no server may run. A rule that reads what one before it records
 * sees its results, at the same moments too.
 */
export async function recordHistory(folder: string, rules: readonly RecordedRule[], moments: Moments): Promise<void> {
  let pending: Evaluated[] = [];
  let server = await startPrometheus(folder);
  const flush = async () => {
    // A server reads the blocks that are there when it starts.
    await server.stop();
    const done = pending;
    pending = [];
    if (done.some(({ series }) => series.length > 0)) await backfill(dataFolder(folder), (write) => writeAll(done, write));
  };
  try {
    for (const rule of rules) {
      if (pending.some(({ rule: { record } }) => rule.expr.includes(record))) {
        await flush();
        server = await startPrometheus(folder);
      }
      pending.push({ rule, series: await inChunks(moments, (chunk) => server.queryRange(rule.expr, chunk)) });
    }
  } finally {
    await flush();
  }
}

/** A query over a long time, day by day; the same series comes in several parts. */
export async function inChunks({ from, to, step }: Moments, ask: (chunk: Moments) => Promise<Series[]>): Promise<Series[]> {
  const parts: Series[] = [];
  const size = Math.max(step, CHUNK - (CHUNK % step));
  for (let start = from; start <= to; start += size) {
    parts.push(...(await ask({ from: start, to: Math.min(to, start + size - step), step })));
  }
  return parts;
}

function writeAll(done: readonly Evaluated[], write: (series: string, value: number, at: number) => void): void {
  for (const { rule, series } of done) {
    const points = new Map<string, [at: number, value: number][]>();
    for (const { labels, values } of series) {
      // With the rule's own labels two series of the query can be one.
      const { __name__: _, ...own } = { ...labels, ...rule.labels };
      const text = seriesText(rule.record, Object.fromEntries(Object.entries(own).sort()));
      const known = points.get(text) ?? [];
      points.set(text, known);
      for (const [at, value] of values) known.push([at, value]);
    }
    for (const [text, values] of points) for (const [at, value] of values.sort((a, b) => a[0] - b[0])) write(text, value, at);
  }
}

const rule = z.object({ record: z.string().optional(), expr: z.string(), labels: z.record(z.string(), z.string()).optional() });
const groups = z.array(z.object({ name: z.string(), rules: z.array(rule) }));

/** The rules of the group that records a series, but for its alerts. */
export function rulesWith(file: { readonly groups: readonly object[] }, record: string): RecordedRule[] {
  const group = groups.parse(file.groups).find(({ rules }) => rules.some((one) => one.record === record));
  if (!group) throw new Error(`No rule group records ${record}.`);
  return group.rules.flatMap(({ record, expr, labels = {} }) => (record === undefined ? [] : [{ record, expr, labels }]));
}
