/** The section of the contract's page that says how many series it makes. */
import {
  contract,
  memoryMiB,
  SERIES_BUDGET,
  type SeriesCount,
  seriesOf,
  sizingOf,
  totalOf,
} from '../../telemetry/contract/index.ts';
import { code, table } from './markdown.ts';

export function seriesSection(): string {
  const { tenants, instances } = sizingOf(contract);
  const { inMemory } = totalOf(seriesOf(contract));
  const small = totalOf(seriesOf(contract, { tenants: 100, instances })).inMemory;
  return [
    '## Series',
    `What one Prometheus holds for ${number(tenants)} clinics and ${instances} processes of the application: tenants x label values x buckets x processes. Each of its replicas has them all. After a release the series of the processes before it stay in memory for up to three hours.`,
    `**${number(inMemory)} of a budget of ${number(SERIES_BUDGET)}**, at most 4 KiB each: ${number(memoryMiB(inMemory))} MiB. A test fails over the budget. For 100 clinics it is ${number(small)}, ${number(memoryMiB(small))} MiB.`,
    'A process keeps to it whatever it is sent: it gives at most `maxTenants` tenants a label of their own, and a label without a closed set as many values as it is sized for, on each metric of each tenant. The others count under `__overflow__`.',
    table(['name', 'series', 'in memory after a release'], rows()),
  ].join('\n\n');
}

/** The greatest first; what is recorded in one row. */
function rows(): string[][] {
  const counts = seriesOf(contract).sort((a, b) => b.series - a.series || a.name.localeCompare(b.name));
  const recorded = counts.filter(({ kind }) => kind === 'recorded');
  return [
    ...counts
      .filter(({ kind }) => kind !== 'recorded')
      .map((count) => row(count.name.includes(' ') ? count.name : code(count.name), count)),
    row(`${recorded.length} recorded series`, totalOf(recorded)),
    row('**all**', totalOf(counts)),
  ];
}

function row(name: string, { series, inMemory }: Pick<SeriesCount, 'series' | 'inMemory'>): string[] {
  return [name, number(series), number(inMemory)];
}

function number(value: number): string {
  return value.toLocaleString('en');
}
