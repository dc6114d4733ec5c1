/**
 * What a look at the dashboards costs: the time in which a real Prometheus answers each panel, at 10 to 1,000 clinics, and beside it the
 * same panel on raw series, every recorded one replaced by what its rule computes it from.
 *
 * The data is as much of the past as the panels look at: of recorded series as often as they are recorded, of raw ones every 15 seconds.
 * All clinics are chosen, and the time is the one that a panel shows at first. A panel's queries are asked one after the other.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duration } from '../telemetry/contract/index.ts';
import { dataFolder, startPrometheus } from '../test/support/prometheus.ts';
import { lookBack, needsOfTexts, pastsOfPanels } from './panels/past.ts';
import { type Asking, allAskings } from './panels/questions.ts';
import { type Answered, type Asked, type Rounds, timed } from './panels/time.ts';
import { seed } from './rules/seed.ts';
import { tenantNames } from './rules/series.ts';
import { type Benchmark, report } from './support/bench.ts';

const ENV = 'prod';
const SIZES = [10, 100, 1_000] as const;
const MOST = 1_000;

/**
 * Raw series of a thousand clinics do not fit: 60 days of one counter of each are 700 million samples. What looks further back than a day
 * is measured at two clinics, where a panel of a month takes seconds as it is.
 */
const RAW = { short: 100, long: 2, shortReads: duration('36h').ms / 1_000 };

/** A panel's time at 1,000 clinics, and the least that a look at a month is faster than on raw series. */
const AIMS = { ms: 100, faster: 10 };
const MONTH = duration('30d').ms / 1_000;

const WARM: Rounds = { counted: 7, enough: Number.POSITIVE_INFINITY };
const RAW_ROUNDS: Rounds = { counted: 3, enough: 1_000 };

export const benchmark: Benchmark = {
  name: 'panels',
  summary: "time of each panel's queries beside the same panel on raw series, on a real Prometheus",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'vigia-bench-panels-'));
    const askings = allAskings(ENV);
    try {
      const recorded = new Map<number, Answers>();
      for (const count of SIZES) recorded.set(count, await answersOf(join(folder, `${count}`), askings, count, 'text', WARM));
      const raw = new Map<number, Answers>();
      const ofLength = Map.groupBy(askings.filter(hasRaw), (asking) =>
        rawLookBack(asking) > RAW.shortReads ? RAW.long : RAW.short,
      );
      for (const [count, some] of ofLength)
        raw.set(count, await answersOf(join(folder, `raw-${count}`), some, count, 'raw', RAW_ROUNDS));
      const panels = askings.map((asking) => measuredOf(asking, recorded, raw)).toSorted((a, b) => b.ms - a.ms);
      const slowest = Math.max(...panels.map(({ ms }) => ms));
      const month = panels.filter(({ aimed }) => aimed);
      const least = Math.min(...month.map(({ faster }) => faster));
      return report({
        name: 'panels',
        measured:
          `all queries of each of ${askings.length} panels, all clinics chosen, with 240 points of the time that it shows at first (medians of ${WARM.counted}); aims: every panel within ` +
          `${AIMS.ms} ms at ${MOST} clinics (slowest ${slowest.toFixed(1)} ms: ${panels[0]?.row.panel}), and the ${month.length} that look 30 days back at least ${AIMS.faster} times as ` +
          `fast as on raw series (least ${least.toFixed(0)}: ${month.find(({ faster }) => faster === least)?.row.panel}), whose time is scaled from ${RAW.long} clinics; the ratio is the worst of them, as a share of its aim`,
        ratio: Math.max(slowest / AIMS.ms, AIMS.faster / least),
        aim: 1,
        rows: panels.map(({ row }) => row),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Answers = ReadonlyMap<Asking, Answered>;

/** Every panel's answer of a Prometheus that has the past of so many clinics. */
async function answersOf(
  folder: string,
  askings: readonly Asking[],
  count: number,
  form: 'text' | 'raw',
  rounds: Rounds,
): Promise<Answers> {
  const now = Math.floor(Date.now() / 1_000);
  await seed(
    dataFolder(folder),
    now,
    pastsOfPanels(needsOfTexts(askings.flatMap((asking) => askedOf(asking, form))), tenantNames(count)),
  );
  const server = await startPrometheus(folder);
  try {
    const answers = new Map<Asking, Answered>();
    for (const asking of askings) answers.set(asking, await timed(server.url, askedOf(asking, form), now, rounds));
    return answers;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function askedOf({ questions }: Asking, form: 'text' | 'raw'): Asked[] {
  return questions.map((question) => ({ ...question, text: question[form] }));
}

/** Seconds back that the panel's raw form looks. */
function rawLookBack(asking: Asking): number {
  return lookBack(needsOfTexts(askedOf(asking, 'raw')));
}

/** Whether it reads anything that is recorded. */
function hasRaw({ questions }: Asking): boolean {
  return questions.some(({ text, raw }) => text !== raw);
}

function measuredOf(asking: Asking, recorded: ReadonlyMap<number, Answers>, raw: ReadonlyMap<number, Answers>) {
  const at = (count: number) => recorded.get(count)?.get(asking)?.ms ?? Number.NaN;
  const [count, own] = [...raw].map(([size, answers]) => [size, answers.get(asking)?.ms] as const).find(([, ms]) => ms) ?? [];
  const aimed = count === RAW.long && rawLookBack(asking) >= MONTH;
  const faster = ((own ?? Number.NaN) * MOST) / (count ?? MOST) / at(MOST);
  return {
    ms: at(MOST),
    aimed,
    faster,
    row: {
      panel: `${asking.dashboard} ${asking.panel.id}`,
      queries: asking.questions.length,
      series: recorded.get(MOST)?.get(asking)?.series ?? 0,
      ...Object.fromEntries(SIZES.map((size) => [`ms at ${size}`, at(size).toFixed(1)])),
      'ms raw': own === undefined ? '' : own.toFixed(1),
      'raw at': count === undefined ? '' : count,
      'raw / it': aimed ? `${faster.toFixed(0)} (x ${MOST / RAW.long})` : '',
    },
  };
}
