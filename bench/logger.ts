/** What masking costs: one line of the contract's logger against one line of pino that masks nothing. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ContestantName } from './logger/contestants.ts';
import type { Measurement } from './logger/worker.ts';
import { type Benchmark, report } from './support/bench.ts';

const AIM = 1;
const OURS = '@vigia/telemetry';
const COMPARED: readonly ContestantName[] = [
  OURS,
  'bare pino, our clock',
  'pino, redact',
  'pino, HMAC censor',
  'winston, masking format',
];

export const benchmark: Benchmark = {
  name: 'logger',
  summary: 'one masked log line against one line of bare pino',
  async run() {
    const measurements: Measurement[] = [];
    for (const contestant of COMPARED) measurements.push(...(await measure(contestant)));
    const aimed = measurements.filter(({ logger, hits }) => logger === OURS && hits >= 90);
    return report({
      name: 'logger',
      measured:
        'a line of 13 fields, two keyed hashes, three free texts scanned, against bare pino with the same fields unmasked; ' +
        'hits are the people seen before, in percent; the ratio is the dearer of 100 and 90',
      ratio: Math.max(...aimed.map(({ ratio }) => ratio)),
      aim: AIM,
      rows: measurements.map(({ logger, hits, ratio, nanosecondsPerLine }) => ({
        logger,
        hits,
        ratio: Number(ratio.toFixed(2)),
        'ns/line': Math.round(nanosecondsPerLine),
      })),
    });
  },
};

async function measure(contestant: ContestantName): Promise<Measurement[]> {
  const worker = new Worker(new URL('./logger/worker.ts', import.meta.url), { workerData: contestant });
  const [measurements] = await once(worker, 'message');
  return measurements;
}
