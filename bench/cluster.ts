/**
 * What each workload costs on a real Kubernetes node, for each unit of its work: processor time and memory under steady loads, of which each has
 * more of one kind of work than the others. `--save` writes down what was measured; sizes and docs/sizing.md follow from it.
 */
import { type DeployedEnvironment, environments } from '../infra/environment.ts';
import type { Measured } from '../infra/sizing/measured.ts';
import { costsByRun, costsOf, type MeasuredWorkload, WORK } from '../infra/sizing/unit-costs.ts';
import { needsOf } from '../infra/sizing.ts';
import { unsuitable } from '../test/support/cluster/machine.ts';
import { startNode } from '../test/support/cluster/node/index.ts';
import { startStack } from '../test/support/cluster/stack/index.ts';
import { LOADS, measure, RUNS } from './cluster/measure.ts';
import { agentOtlp } from './cluster/pods.ts';
import { type Benchmark, type Row, report } from './support/bench.ts';

export const benchmark: Benchmark = {
  name: 'cluster',
  summary: 'processor time and memory of each workload per unit of its work, on a real Kubernetes node (20 minutes, Linux, root)',
  file: 'infra/sizing/measured.json',
  unable: unsuitable,
  async run() {
    const figures = await measured();
    const shares = [environments.dev, environments.prod].flatMap((environment) => sharesOf(environment, figures));
    return report({
      name: 'cluster',
      measured:
        `${RUNS} runs of ${LOADS.length} loads (${LOADS.map(({ name }) => name).join(', ')}) on ${figures.cores} cores of ${figures.processor}; the ratio is the greatest share ` +
        'of a size in infra/environment.ts that the expected load asks for, margins included',
      ratio: Math.max(...shares),
      aim: 1,
      rows: Object.keys(WORK).map((workload) => rowOf(workload as MeasuredWorkload, figures)),
      data: figures,
    });
  },
};

async function measured(): Promise<Measured> {
  const since = performance.now();
  const onProgress = (line: string) => console.error(`${((performance.now() - since) / 1_000).toFixed(0).padStart(4)} s ${line}`);
  const node = await startNode({ onProgress });
  try {
    const stack = await startStack(node, { onProgress });
    try {
      const { kubectl, dataFolder } = node;
      const { urls, clinic } = stack;
      return await measure({ kubectl, dataFolder, urls, clinic, otlp: await agentOtlp(node) }, onProgress);
    } finally {
      await stack.stop();
    }
  } finally {
    await node.stop();
  }
}

/** What the load asks for as a share of each size. */
function sharesOf(environment: DeployedEnvironment, figures: Measured): number[] {
  return Object.entries(needsOf(environment, figures)).flatMap(([workload, { cpu, memory }]) => {
    const size: { readonly cpu: string; readonly memory: string } = Reflect.get(environment.sizes, workload);
    return [cpu / Number.parseInt(size.cpu, 10), memory / Number.parseInt(size.memory, 10)];
  });
}

function rowOf(workload: MeasuredWorkload, figures: Measured): Row {
  const { cores, memory, mostMiB } = costsOf(workload, figures.windows);
  const runs = costsByRun(workload, figures);
  const millis = (price: number) => (price * 1_000).toFixed(3);
  return {
    workload,
    'm idle': (cores.base * 1_000).toFixed(1),
    'm a unit/s': WORK[workload].map((unit) => `${unit} ${millis(cores.each[unit] ?? 0)}`).join(', '),
    'by run': WORK[workload].map((unit) => runs.map((run) => millis(run.cores.each[unit] ?? 0)).join(' / ')).join(', '),
    'MiB idle': memory.base.toFixed(0),
    'MiB most': mostMiB.toFixed(0),
  };
}
