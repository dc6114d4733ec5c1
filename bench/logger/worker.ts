/** Measures one contestant against bare pino, in a thread of its own: compiled code is shared with no other contestant. */
import { parentPort, workerData } from 'node:worker_threads';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { compare, type Variant } from '../support/measure.ts';
import { type ContestantName, contestants, type Write } from './contestants.ts';
import { everybodyKnown, type Request, traffic } from './traffic.ts';

export interface Measurement {
  readonly logger: ContestantName;
  /** How many of the people in the lines had been seen before, in percent. */
  readonly hits: number;
  readonly ratio: number;
  readonly nanosecondsPerLine: number;
}

export const HIT_RATES = [100, 90, 0] as const;
const FIELDS = 'action,event,ip,latencyMs,level,requestId,resource,spanId,status,tenantId,timestamp,traceId,userId';
const REQUESTS = 100;
const LINES = REQUESTS * 4;
const COUNTED = 401;
const WARMUP = 200;

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const name: ContestantName = workerData;
const measurements: Measurement[] = [];
for (const hits of HIT_RATES) {
  const requestsOf = traffic(hits, 1 + hits);
  let requests: Request[] = [];
  const variants = (['bare pino', name] as const).map((contestant) => variant(contestant, () => requests));
  const [, compared] = await compare(variants, {
    counted: COUNTED,
    warmup: WARMUP,
    prepare: () => {
      requests = requestsOf(REQUESTS);
    },
  });
  if (!compared) throw new Error(`Nothing was measured of ${name}.`);
  measurements.push({ logger: name, hits, ratio: compared.ratio, nanosecondsPerLine: compared.nanoseconds / LINES });
}
parentPort?.postMessage(measurements);

function variant(contestant: ContestantName, requests: () => readonly Request[]): Variant {
  let length = 0;
  let last = '';
  const write = contestants[contestant]((line) => {
    length += line.length;
    last = line;
  });
  writeAll([everybodyKnown()], write);
  const fields = Object.keys(JSON.parse(last)).filter((field) => field !== 'message');
  if (fields.sort().join() !== FIELDS) throw new Error(`${contestant} writes ${fields}; all must write ${FIELDS}.`);
  return {
    name: contestant,
    run: () => {
      const before = length;
      writeAll(requests(), write);
      if (length === before) throw new Error(`${contestant} wrote nothing.`);
    },
  };
}

function writeAll(requests: readonly Request[], write: Write): void {
  for (const request of requests) {
    request.inside(() => {
      for (const line of request.lines) write(request, line);
    });
  }
}
