/** Waiting for a service to be ready, and saying why it is not. */
import { PlatformError } from './errors.ts';
import { lastLines } from './log-file.ts';
import { poll } from './poll.ts';
import { describe, isReady } from './probe.ts';
import type { Exit } from './process-group.ts';
import type { Service } from './service.ts';

const READY_WITHIN_MS = 60_000;

/** @throws PlatformError where it ends, the signal comes, or the time is over before its probe succeeds. */
export async function untilReady(service: Service, ended: Promise<Exit>, signal: AbortSignal, since: number): Promise<void> {
  const { name, ready: probe, readyWithin = READY_WITHIN_MS } = service;
  if (!probe) return;
  const over = new AbortController();
  const death = ended.then((exit) => {
    throw deathOf(service, exit, Date.now() - since);
  });
  const ask = async () => ((await isReady(probe)) ? true : undefined);
  const answer = poll(ask, { within: readyWithin, signal: AbortSignal.any([signal, over.signal]) });
  try {
    if (await Promise.race([answer, death])) return;
  } finally {
    over.abort();
    death.catch(() => undefined);
  }
  if (signal.aborted) throw new PlatformError(`${name} was stopped before it was ready.`);
  throw new PlatformError(`${name} was not ready within ${inSeconds(readyWithin)} s (${describe(probe)}).${logEnd(service)}`);
}

/** For a task. @throws PlatformError where it ends with anything but code 0. */
export async function untilDone(service: Service, ended: Promise<Exit>, since: number): Promise<void> {
  const exit = await ended;
  if (exit.code !== 0) throw deathOf(service, exit, Date.now() - since);
}

/** A service that ended unasked, `ms` after its start, with the end of its log. */
export function deathOf(service: Service, { code, signal }: Exit, ms: number): PlatformError {
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  return new PlatformError(`${service.name} ended by itself ${inSeconds(ms)} s after its start (${how}).${logEnd(service)}`);
}

/** A failure on one line: of the end of a log, the line that says most. */
export function inOneLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n').map((line) => line.trim());
  const [first = '', ...rest] = lines.filter(Boolean);
  const telling = rest.findLast((line) => /error|fail/i.test(line)) ?? rest.at(-1);
  return telling === undefined ? first : `${first} ${telling}`;
}

function logEnd(service: Service): string {
  const path = service.errorLog ?? service.log;
  const lines = lastLines(path, 10).map((line) => `\n    ${line}`);
  return ` The end of its log, ${path}:${lines.join('')}`;
}

const inSeconds = (ms: number) => (ms / 1_000).toFixed(1);
