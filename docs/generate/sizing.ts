/** The page about sizes: what each workload costs for a unit of its work, and what an environment's load asks for. */
import { type DeployedEnvironment, environments } from '../../infra/environment.ts';
import { measured, type Unit } from '../../infra/sizing/measured.ts';
import { costsByRun, costsOf, type MeasuredWorkload, perRequest, type UnitCosts, WORK } from '../../infra/sizing/unit-costs.ts';
import {
  AT_MOST,
  LARGER,
  LEAST,
  MARGINS,
  type Need,
  needsOf,
  type Rates,
  RULES,
  ratesOf,
  type SizedWorkload,
} from '../../infra/sizing.ts';
import { images } from '../../infra/versions.ts';
import { code, GENERATED, table } from './markdown.ts';

const DEPLOYED: readonly DeployedEnvironment[] = [environments.dev, environments.prod];

export function sizingReference(): string {
  return `${[
    `# Sizes\n\n${GENERATED}`,
    'What each workload costs for a unit of its work, and what requests and limits in `infra/environment.ts` follow from it.',
    '## What a unit costs',
    HOW,
    table(
      [
        'workload',
        'a pod without work',
        'unit',
        'processor time for one',
        'each run by itself',
        'memory without work',
        'MiB for one',
        'most of one pod',
      ],
      (Object.keys(WORK) as MeasuredWorkload[]).flatMap(costRows),
    ),
    `A request of the sample clinic makes ${digits(mix.lines)} log lines and ${digits(mix.spans)} spans. A digest takes ${digits(most('cpuSeconds'))} s of processor time and ${digits(most('memoryMiB'))} MiB.`,
    HOW_TO_READ,
    '## What an environment asks for',
    LOAD,
    table(
      ['a second', ...DEPLOYED.map(({ name }) => name)],
      [
        ['clinics', ...DEPLOYED.map(({ load }) => count(load.tenants))],
        ...(['requests', 'lines', 'spans', 'points', 'samples'] as const).map((unit) => [
          NAMES[unit],
          ...rates.map((of) => count(of[unit])),
        ]),
        ['series, and after a release', ...rates.map(({ series, seriesInMemory }) => `${count(series)}, ${count(seriesInMemory)}`)],
      ],
    ),
    MARGIN,
    table(
      ['environment', 'workload', 'CPU asked for', 'request', 'memory asked for', 'request and limit'],
      DEPLOYED.flatMap((environment) => needRows(environment)),
    ),
    larger(),
    '## For another load',
    example(),
    NOT_MEASURED,
  ].join('\n\n')}\n`;
}

const NAMES = {
  requests: 'requests',
  lines: 'log lines',
  spans: 'spans',
  points: 'metric data points',
  samples: 'samples',
  series: 'series',
  notifications: 'notifications',
} as const satisfies Record<Unit, string>;

const ONE = {
  requests: 'request',
  lines: 'log line',
  spans: 'span',
  points: 'data point',
  samples: 'sample',
  series: 'series',
  notifications: 'notification',
} as const satisfies Record<Unit, string>;

const mix = perRequest(measured);
const rates: readonly Rates[] = DEPLOYED.map((environment) => ratesOf(environment));
const runs = new Set(measured.windows.map(({ run }) => run)).size;
const loads = [...new Set(measured.windows.map(({ load }) => load))];

const HOW = `Measured on ${measured.on} with the loads of \`npm run bench -- cluster\` on a real Kubernetes node of ${measured.cores} cores (${measured.processor}) that also ran the traffic, OpenSearch and
PostgreSQL: ${loads.length} loads (${loads.join(', ')}), ${runs} times each, over a minute after a quarter of one. Processor time and memory are the kernel's own counts of each container, work the
workload's own counters; a straight line through all windows gives the rest. Memory is the working set: what the kernel could not drop at once. The versions are those of
\`infra/versions.ts\` but for two: Tempo is 1.5 there (${images.tempo.split(':').at(-1)} cannot be built), and a stand-in takes Grafana's place.`;

const HOW_TO_READ = `A core is a million microseconds a second: a gateway that gets 1,000 spans a second spends on them a thousand times what stands in its row. Memory without work is what the
line through all windows gives, heaps that had grown before among it. Of Prometheus the memory is told by its series, young ones here: sizes reckon with the ${code('BYTES_PER_SERIES')} of the contract, which are
measured with full chunks. A price of memory that noise hides is zero; what was held at most says more there, and each size but Prometheus's is at least ${MARGINS.memory} times that. A Collector's data points
have no price in memory: it holds as many as an application sends at once, however many applications there are.`;

const LOAD = `Each environment's row has the most that it is expected to do at once (\`load\`). The rest follows: log lines and spans from the requests, data points, samples and series from the contract, which
has a series for every value of every label that a clinic can have.`;

const MARGIN = `Asked for is what that load costs one pod, one replica being away where there are more, the agents sharing the applications' nodes. Then comes the margin: CPU ${MARGINS.cpu} times, but at least ${LEAST.cpu}m;
memory ${MARGINS.memory} times (a Collector refuses data from 60 % of its pod's memory on); Prometheus's series a third more than their own bytes, for queries and compaction. Its rules come on top, with the ${RULES.cores * 100} % of a
core that \`npm run bench -- rules\` measures at ${count(RULES.tenants)} clinics. No size is below, and none is more than ${AT_MOST} times of what is asked for without a reason.`;

function costRows(workload: MeasuredWorkload): string[][] {
  const all = costsOf(workload, measured.windows);
  const byRun = costsByRun(workload, measured);
  const [time, held] = [Object.keys(all.cores.each), Object.keys(all.memory.each)] as [Unit[], Unit[]];
  const units = [...new Set([...time, ...held])];
  const memory = [`${all.memory.base.toFixed(0)} MiB`, `${all.mostMiB.toFixed(0)} MiB`] as const;
  const idle = `${digits(all.cores.base * 1_000)}m`;
  if (units.length === 0) return [[workload, idle, '', '', '', memory[0], '', memory[1]]];
  return units.map((unit, i) => [
    i === 0 ? workload : '',
    i === 0 ? idle : '',
    ONE[unit],
    time.includes(unit) ? micros(all, unit) : '',
    time.includes(unit) ? byRun.map((run) => micros(run, unit)).join(', ') : '',
    i === 0 ? memory[0] : '',
    held.includes(unit) ? mebibytes(all.memory.each[unit] ?? 0, unit) : '',
    i === 0 ? memory[1] : '',
  ]);
}

function micros({ cores }: UnitCosts, unit: Unit): string {
  return `${digits((cores.each[unit] ?? 0) * 1e6)} µs`;
}

function mebibytes(price: number, unit: Unit): string {
  return unit === 'series' ? `${digits(price * 1_024)} KiB` : `${digits(price)} a second`;
}

function needRows(environment: DeployedEnvironment): string[][] {
  const needs = Object.entries(needsOf(environment)) as [SizedWorkload, Need][];
  return needs.map(([workload, { cpu, memory }], i) => [
    i === 0 ? environment.name : '',
    workload,
    `${count(cpu)}m`,
    environment.sizes[workload].cpu,
    `${count(memory)}Mi`,
    environment.sizes[workload].memory,
  ]);
}

function larger(): string {
  const lines = Object.entries(LARGER).map(([size, reason]) => `- ${code(size)}: ${reason}`);
  return ['Larger than that, with a reason:', lines.join('\n')].join('\n\n');
}

function example(): string {
  const { prod } = environments;
  const load = { ...prod.load, requestsPerSecond: 1_500, nodes: 6 };
  const sizes = { ...prod.sizes, gateway: { ...prod.sizes.gateway, replicas: 5 } };
  const { gateway, agent, logWriter } = needsOf({ load, sizes });
  const { cores } = costsOf('gateway', measured.windows);
  const spans = (load.requestsPerSecond * mix.spans) / (sizes.gateway.replicas - 1);
  return `Three times prod's requests, ${count(load.requestsPerSecond)} a second, on ${load.nodes} nodes. A request makes ${digits(mix.spans)} spans, so with one of ${sizes.gateway.replicas} gateways away each of the others gets ${count(spans)}
spans a second, at ${digits((cores.each.spans ?? 0) * 1e6)} µs ${digits(spans * (cores.each.spans ?? 0))} cores. With its log lines, its data points and the margin that is ${count(gateway.cpu)}m and ${count(gateway.memory)}Mi for each gateway, ${count(agent.cpu)}m for each
agent and ${count(logWriter.cpu)}m for each log writer. Write the load and the sizes into the environment's row: \`npm test\` says which size is too small for it, or far too large.

More clinics are more series: \`npm test\` refuses what one Prometheus cannot hold ([contract.md](contract.md)). Another mix of lines and spans, other machines or versions: run \`npm run bench -- cluster --save\`
(about 20 minutes, Linux, root), \`npm run format\` and \`npm run generate\`, and look at what changed.`;
}

const NOT_MEASURED = `## What was not measured

- **Tempo 2 and Grafana.** Their sizes are estimates: Tempo's by its own guide ([tempo.md](tempo.md)), Grafana's by what a handful of people need. The row of Tempo 1.5 is there to compare.
- The exporter that balances traces over several gateways: a filter and an exporter for each gateway ran in its place. It packs spans anew, so that agents of more than one gateway will need more.
- OpenSearch, whose domain is sized in \`logStore\`, and gateways that send to Datadog.
- Prometheus's compaction every two hours, and people who look at dashboards. \`npm run bench -- panels\` has what a panel costs.
- A digest of a thousand clinics, and more than a handful of alerts at once.
- Loads past those of the table above: prod's are reckoned along the same line, at up to twenty-five times of what was measured (data points; ten for spans).`;

function most(what: 'cpuSeconds' | 'memoryMiB'): number {
  return Math.max(...measured.workers.map((worker) => worker[what]));
}

/** Two digits that count. */
function digits(value: number): string {
  return value >= 10 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
