/** What all rules cost together, alerts included, with every series that they read. */
import { rmSync } from 'node:fs';
import { METRIC_INTERVAL } from '../../telemetry/contract/index.ts';
import { dataFolder } from '../../test/support/prometheus.ts';
import type { Row } from '../support/bench.ts';
import { costOf } from './measure.ts';
import { allRules } from './own.ts';
import { countRules, isOfContract, needsOf, seconds } from './rule-file.ts';
import { pastsOf, seed } from './seed.ts';
import { seriesOf, tenantNames } from './series.ts';

export interface Load {
  /** Of one core, with every group at its own interval. */
  readonly share: number;
  readonly rules: number;
  readonly rows: readonly Row[];
}

const EVERY = 10;

/** Measures them on data at the interval of production, as much of it as they look back. */
export async function loadOfAllRules(folder: string, count: number): Promise<Load> {
  const rules = allRules();
  const tenants = tenantNames(count);
  const raw = [...new Set(needsOf(rules).map(({ name }) => name))].filter((name) => !isOfContract(name));
  const pasts = pastsOf(rules, { tenants, rawEvery: METRIC_INTERVAL.ms / 1_000 });
  const started = now();
  await seed(dataFolder(folder), started, pasts);
  // What went on while that was written.
  const moment = now();
  const since = pasts.map((past) => ({ ...past, stretches: [{ oldest: moment - started - 1, newest: 0 }] }));
  await seed(dataFolder(folder), moment, since);
  const live = raw.flatMap((name) => seriesOf(name, tenants));
  const cost = await costOf({ folder, rules, live, every: EVERY });
  rmSync(folder, { recursive: true, force: true });
  const shares = rules.groups.map(({ name, interval, rules: { length } }) => {
    const time = cost.groups.get(name) ?? Number.NaN;
    return { name, interval, length, time, share: time / seconds(interval) };
  });
  return {
    share: shares.reduce((sum, { share }) => sum + share, 0),
    rules: countRules(rules),
    rows: shares.map(({ name, interval, length, time, share }) => ({
      tenants: count,
      rules: `all: ${name} every ${interval}`,
      count: length,
      ms: (time * 1e3).toFixed(1),
      'ms processor': '',
      'core %': (100 * share).toFixed(2),
      MiB: Math.round(cost.residentMiB),
      'head series': cost.headSeries,
      'vigia / it': '',
      'of the aim': '',
    })),
  };
}

function now(): number {
  return Math.floor(Date.now() / 1_000);
}
