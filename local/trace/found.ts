/** One request, followed through the stores of a running platform. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Duration, duration, METRIC_INTERVAL, scaled } from '../../telemetry/contract/index.ts';
import type { Ports } from '../ports.ts';
import { http } from '../site.ts';
import { poll } from '../supervisor/poll.ts';
import { type LogLine, logLinesOf } from './logs.ts';
import { requestSeriesOf, type Series } from './series.ts';
import { type Span, spansOf } from './spans.ts';

export interface Found {
  readonly requestId: string;
  readonly logs: readonly LogLine[];
  readonly traceId?: string;
  /** Absent where the sampler did not keep the trace, or its spans have not come yet. */
  readonly spans?: readonly Span[];
  readonly tenant?: string;
  readonly series: readonly Series[];
}

/** From the application's file to a search: reading, two queues, an index refresh. */
const LOGS_WITHIN_MS = 20_000;
/** The gateway's decision on a trace, and the delivery after it: never less than ten seconds of real time. */
const TRACE_WITHIN: Duration = duration('45s');
const LEAST_MS = 10_000;
const EVERY_MS = 500;
/** Log lines and audit records are in two indices, each of which shows what it stored a second later: one comes before the other. */
const ALL_SHOWN_MS = 2_000;

/** Waits as long as telemetry takes to arrive. @throws Error where a store cannot be reached. */
export async function follow(requestId: string, ports: Ports, speed: number): Promise<Found> {
  const readLogs = () => logLinesOf(requestId, http(ports.opensearch));
  const first = (await poll(async () => some(await readLogs()), { within: LOGS_WITHIN_MS, every: EVERY_MS })) ?? [];
  const traceId = textIn(first, 'traceId');
  const tenant = textIn(first, 'tenantId');
  const sinceMs = Date.now() - Date.parse(textIn(first, 'timestamp') ?? '');
  const within = Math.max(EVERY_MS, Math.max(LEAST_MS, scaled(TRACE_WITHIN, speed).ms) - sinceMs);
  const [spans, series] = await Promise.all([
    traceId === undefined ? undefined : poll(() => spansOf(traceId, http(ports.tempo)), { within, every: EVERY_MS }),
    tenant === undefined ? [] : seriesOf(tenant, ports, speed),
    delay(ALL_SHOWN_MS),
  ]);
  const logs = await readLogs();
  return { requestId, logs, ...(traceId && { traceId }), ...(spans && { spans }), ...(tenant && { tenant }), series };
}

/** A clinic's first request is exported up to an interval later, and takes its way through the Collectors. */
async function seriesOf(tenant: string, ports: Ports, speed: number): Promise<readonly Series[]> {
  const within = LEAST_MS + scaled(METRIC_INTERVAL, speed).ms;
  const ask = async () => some(await requestSeriesOf(tenant, http(ports.prometheus)));
  return (await poll(ask, { within, every: EVERY_MS })) ?? [];
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function textIn(logs: readonly LogLine[], field: string): string | undefined {
  return logs.map((line) => line[field]).find((value) => typeof value === 'string');
}
