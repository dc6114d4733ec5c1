/**
 * What the rules cost: this platform's of one objective beside those of two others' forms, at 10 to 1,000 tenants on the same data; and
 * all rules together at 1,000.
 *
 * The data: a counter with two series for each tenant, 30 days of it, a sample every 15 seconds as in production; at 1,000 tenants every
 * 30, which favours the peers: they read raw series over days, and half of the samples is half of that work. What a form
 * reads of its own past is there as well, as after 30 days of running. All groups are evaluated every few seconds, so that each is
 * measured several times in a minute; the cost is that of one evaluation of each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REQUESTS } from '../test/support/history/index.ts';
import { dataFolder } from '../test/support/prometheus.ts';
import { loadOfAllRules } from './rules/load.ts';
import { type Cost, costOf } from './rules/measure.ts';
import { objectiveRules, rulesPerObjective, SLO } from './rules/own.ts';
import { pyrraForm, slothForm } from './rules/peers.ts';
import { countRules, needsOf, type RuleGroups, seconds } from './rules/rule-file.ts';
import { linkBlocks, type Past, pastsOf, seed } from './rules/seed.ts';
import { seriesOf, tenantNames } from './rules/series.ts';
import { type Benchmark, report } from './support/bench.ts';

/** How many tenants, and the seconds between two samples of each: production's, but where that would be 350 million samples. */
const SIZES = [
  { count: 10, rawEvery: 15 },
  { count: 100, rawEvery: 15 },
  { count: 1_000, rawEvery: 30 },
];
const MOST = 1_000;
/** Past this many, one tenant's set of rules is measured for so many tenants, and the time scaled. */
const SETS_AT_MOST = 100;

/** Greatest shares of the peers' evaluation times, rules for each objective, and share of one core. */
const AIMS = { sloth: 1 / 30, pyrra: 1 / 8, rules: 25, load: 0.05 };
/** The sizes at which the aims are set. */
const AIMED_FROM = 100;

export const benchmark: Benchmark = {
  name: 'rules',
  summary: "evaluation time and memory of an objective's rules beside Sloth's and Pyrra's forms, on a real Prometheus",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'vigia-bench-rules-'));
    try {
      const sizes = [];
      for (const size of SIZES) sizes.push(...(await compare(join(folder, String(size.count)), size)));
      const load = await loadOfAllRules(join(folder, 'all'), MOST);
      const shares = sizes.flatMap(({ aimed, 'of the aim': share }) => (aimed && share !== '' ? [Number(share)] : []));
      const others = [rulesPerObjective() / AIMS.rules, load.share / AIMS.load];
      return report({
        name: 'rules',
        measured:
          `one evaluation of all rules of ${SLO} (sum of prometheus_rule_group_last_duration_seconds, medians of 3) and memory on Prometheus, 30 days of data ` +
          `every 15 s (at ${MOST} tenants every 30 s, which favours the peers); aims: 1/30 of the Sloth form's time and 1/8 of the Pyrra form's from ${AIMED_FROM} tenants on, at most ${AIMS.rules} rules ` +
          `for each objective (${rulesPerObjective().toFixed(1)}), all ${load.rules} rules under ${AIMS.load * 100} % of a core at ${MOST} tenants ` +
          `(${(load.share * 100).toFixed(2)} %); the ratio is the worst of them, each as a share of its aim`,
        ratio: Math.max(...shares, ...others),
        aim: 1,
        rows: [...sizes.map(({ aimed: _, ...row }) => row), ...load.rows],
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Contender {
  readonly name: string;
  readonly rules: RuleGroups;
  /** How many times its measured time counts. */
  readonly scale: number;
  readonly aim?: number;
}

async function compare(folder: string, { count, rawEvery }: (typeof SIZES)[number]) {
  const tenants = tenantNames(count);
  const sets = Math.min(count, SETS_AT_MOST);
  const contenders: Contender[] = [
    { name: 'vigia', rules: objectiveRules(), scale: 1 },
    {
      name: sets < count ? `sloth form, ${sets} tenants, x ${count / sets}` : 'sloth form',
      rules: slothForm(tenants.slice(0, sets)),
      scale: count / sets,
      aim: AIMS.sloth,
    },
    { name: 'pyrra form', rules: pyrraForm(), scale: 1, aim: AIMS.pyrra },
  ];
  const raw = { series: seriesOf(REQUESTS, tenants), every: rawEvery };
  const started = now();
  const needs = contenders.flatMap(({ rules }) => needsOf(rules)).filter(({ name }) => name === REQUESTS);
  const oldest = Math.max(...needs.map(({ stretch }) => stretch.oldest));
  await seed(dataFolder(folder), started, [{ ...raw, stretches: [{ oldest, newest: 0 }] }]);
  const costs: Cost[] = [];
  for (const [i, { rules }] of contenders.entries()) {
    const own = join(folder, String(i));
    linkBlocks(dataFolder(folder), dataFolder(own));
    const moment = now();
    // What went on while the others were measured.
    const since: Past = { ...raw, stretches: [{ oldest: moment - started - 1, newest: 0 }] };
    await seed(dataFolder(own), moment, [since]);
    await seed(dataFolder(own), moment, pastsOf(rules, { tenants, slo: SLO, skip: [REQUESTS] }));
    costs.push(await costOf({ folder: own, rules, live: raw.series, every: count > SETS_AT_MOST ? 10 : 5 }));
    rmSync(own, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
  const [ours] = costs;
  return contenders.map(({ name, rules, scale, aim }, i) => {
    const cost = costs[i];
    const time = (cost?.seconds ?? Number.NaN) * scale;
    const share = (ours?.seconds ?? Number.NaN) / time;
    return {
      tenants: count,
      rules: name,
      count: countRules(rules) * scale,
      ms: (time * 1e3).toFixed(1),
      'ms processor': ((cost?.processorSeconds ?? Number.NaN) * scale * 1e3).toFixed(1),
      'core %': (100 * scale * loadOf(rules, cost)).toFixed(2),
      MiB: Math.round(cost?.residentMiB ?? 0),
      'head series': cost?.headSeries ?? 0,
      'vigia / it': aim ? share.toFixed(4) : '',
      'of the aim': aim ? (share / aim).toFixed(2) : '',
      aimed: count >= AIMED_FROM,
    };
  });
}

/** Share of one core, with every group at its own interval. */
function loadOf({ groups }: RuleGroups, cost: Cost | undefined): number {
  return groups.reduce((sum, { name, interval }) => sum + (cost?.groups.get(name) ?? Number.NaN) / seconds(interval), 0);
}

function now(): number {
  return Math.floor(Date.now() / 1_000);
}
