/** What the plan costs: against a Pulumi program that loads the same SDKs and makes nothing, and with any number of tenants. */
import { execFileSync } from 'node:child_process';
import { type Benchmark, report } from './support/bench.ts';
import { median } from './support/measure.ts';

/** Loading the SDKs is most of it; the rest is our own sources, and registering each resource as an engine would have it. */
const AIM = 2.5;
const RUNS = 7;
const TENANTS = [10, 1_000, 100_000];
const STACKS = ['dev', 'prod'];
const WORKER = new URL('preview/worker.ts', import.meta.url).pathname;

interface Run {
  readonly resources: number;
  /** SHA-256 of the plan's JSON. */
  readonly sum: string;
  /** Milliseconds of processor time. */
  readonly processor: number;
  /** Milliseconds from start to end. */
  readonly waited: number;
}

export const benchmark: Benchmark = {
  name: 'preview',
  summary: "the plan of each stack against an empty Pulumi program's, in fresh processes, with 10 to 100,000 tenants",
  async run() {
    const cases = STACKS.flatMap((stack) => TENANTS.map((tenants) => ({ stack, tenants, runs: [] as Run[] })));
    const empty: Run[] = [];
    // In turn, so that a busy moment of the machine falls on all of them.
    for (let round = 0; round < RUNS; round++) {
      empty.push(run('empty'));
      for (const { stack, tenants, runs } of cases) runs.push(run(stack, String(tenants)));
    }
    for (const stack of STACKS) {
      const sums = cases.filter((one) => one.stack === stack).flatMap(({ runs }) => runs.map(({ sum }) => sum));
      if (new Set(sums).size !== 1)
        throw new Error(`The plan of ${stack} is not the same from run to run, or changes with the number of tenants.`);
    }
    const rows = cases.map(({ stack, tenants, runs }) => ({
      stack,
      tenants,
      resources: runs[0]?.resources ?? 0,
      'ms waited': Math.round(medianOf(runs, 'waited')),
      'ms processor': Math.round(medianOf(runs, 'processor')),
      ratio: medianOf(runs, 'processor') / medianOf(empty, 'processor'),
    }));
    return report({
      name: 'preview',
      measured:
        'processor time of a plan with its JSON against a program that loads the same SDKs and makes nothing ' +
        `(${Math.round(medianOf(empty, 'processor'))} ms, ${Math.round(medianOf(empty, 'waited'))} ms waited), each in a fresh process, medians of ${RUNS} in turn; ` +
        'the ratio is the dearest row; the plans of a stack are byte-identical whatever the number of tenants',
      ratio: Math.max(...rows.map(({ ratio }) => ratio)),
      aim: AIM,
      rows: rows.map((row) => ({ ...row, ratio: Number(row.ratio.toFixed(2)) })),
    });
  },
};

function medianOf(runs: readonly Run[], measure: 'processor' | 'waited'): number {
  return median(runs.map((one) => one[measure]));
}

function run(...args: readonly string[]): Run {
  const started = performance.now();
  const output = execFileSync(process.execPath, [WORKER, ...args], { encoding: 'utf8' });
  return { ...JSON.parse(output), waited: performance.now() - started };
}
