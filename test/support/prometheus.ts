/** A Prometheus of a test's own on a data folder, with the platform's flags: started when asked, gone afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePorts } from '../../local/supervisor/free-ports.ts';
import { lastLines } from '../../local/supervisor/log-file.ts';
import { poll } from '../../local/supervisor/poll.ts';
import { isReady } from '../../local/supervisor/probe.ts';
import { ensureTools } from '../../local/tools/index.ts';
import { prometheusFlags } from '../../servers/prometheus.ts';
import { duration } from '../../telemetry/contract/index.ts';

const READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 20_000;

export interface TestPrometheus {
  readonly url: string;
  /** The value of each series at a moment (Unix time in seconds). */
  query(expression: string, at: number): Promise<Sample[]>;
  /** The values of each series from one moment to another, both included, every `step` seconds. */
  queryRange(expression: string, range: { readonly from: number; readonly to: number; readonly step: number }): Promise<Series[]>;
  stop(): Promise<void>;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix time in seconds, and value. */
  readonly values: readonly (readonly [at: number, value: number])[];
}

/** Starts one on the blocks in `folder`/data, with this configuration, and waits until it is ready. */
export async function startPrometheus(folder: string, config: object = {}): Promise<TestPrometheus> {
  const { prometheus } = await ensureTools(['prometheus']);
  const [port] = await freePorts(1);
  const configFile = join(folder, 'prometheus.yml');
  const log = join(folder, 'prometheus.log');
  mkdirSync(folder, { recursive: true });
  writeFileSync(configFile, stringify(config));
  const flags = prometheusFlags({
    speed: 1,
    configFile,
    dataDirectory: dataFolder(folder),
    listen: `127.0.0.1:${port}`,
    retention: duration('400d'),
  });
  const [program = '', ...args] = prometheus.command;
  // The blocks of one history overlap: to rewrite them as one takes long and changes no answer.
  const child = start(program, [...args, ...flags, '--no-storage.tsdb.allow-overlapping-compaction'], log);
  const url = `http://127.0.0.1:${port}`;
  const stop = () => end(child);
  const ready = await poll(
    async () => (child.exitCode !== null ? false : (await isReady({ http: `${url}/-/ready` })) || undefined),
    {
      within: READY_WITHIN_MS,
      every: 50,
    },
  );
  if (!ready) {
    await stop();
    throw new Error(`Prometheus was not ready within ${READY_WITHIN_MS / 1_000} s: ${lastLines(log, 5).join('\n')}`);
  }
  return {
    url,
    stop,
    query: async (expression, at) => {
      const result = await ask(`${url}/api/v1/query`, { query: expression, time: String(at) });
      return instant.parse(result).map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    queryRange: async (expression, { from, to, step }) => {
      const range = { start: String(from), end: String(to), step: String(step) };
      const result = await ask(`${url}/api/v1/query_range`, { query: expression, ...range });
      return matrix
        .parse(result)
        .map(({ metric, values }) => ({ labels: metric, values: values.map(([at, value]) => [at, Number(value)]) }));
    },
  };
}

/** Where its blocks are. */
export const dataFolder = (folder: string) => join(folder, 'data');

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const instant = z.array(z.object({ metric: labels, value: point }));
const matrix = z.array(z.object({ metric: labels, values: z.array(point) }));

async function ask(url: string, form: Record<string, string>): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  const body = z
    .object({ error: z.string().optional(), data: z.object({ result: z.unknown() }).optional() })
    .parse(await response.json());
  if (!body.data) throw new Error(`Prometheus refuses ${form.query}: ${body.error}`);
  return body.data.result;
}

function start(program: string, args: readonly string[], log: string): ChildProcess {
  const file = openSync(log, 'a');
  try {
    return spawn(program, args, { stdio: ['ignore', file, file] });
  } finally {
    closeSync(file);
  }
}

async function end(child: ChildProcess): Promise<void> {
  const gone = async () => (child.exitCode !== null || child.signalCode !== null ? true : undefined);
  child.kill('SIGTERM');
  if (await poll(gone, { within: ENDS_WITHIN_MS, every: 20 })) return;
  child.kill('SIGKILL');
  await poll(gone, { within: ENDS_WITHIN_MS, every: 20 });
}
