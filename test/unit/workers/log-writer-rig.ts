/** A log writer in this process, in front of some OpenSearch, with what it logged and counted. */
import { gzipSync } from 'node:zlib';
import type { LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Budget } from '../../../workers/log-writer/body.ts';
import { logWriterSettings } from '../../../workers/log-writer/command.ts';
import { createMetrics } from '../../../workers/log-writer/metrics.ts';
import { createLogWriter, type LogWriter } from '../../../workers/log-writer/server.ts';
import { createStore } from '../../../workers/log-writer/store.ts';
import { createTemplatesGate } from '../../../workers/log-writer/templates-gate.ts';
import { connect } from '../../../workers/opensearch/connection.ts';
import { type Environment, readSettings } from '../../../workers/settings.ts';

export interface Rig extends LogWriter {
  /** Sends an export request. */
  send(body: string | Buffer, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** The lines that the log writer logged. */
  readonly logged: string[];
  /** The value of a series, as `/metrics` shows it. */
  metric(series: string): Promise<number | undefined>;
}

export function rigFor(opensearch: string, extra: Environment = {}, budget = 64 * 1024 * 1024): Rig {
  const settings = readSettings(logWriterSettings, { VIGIA_ENV: 'test', OPENSEARCH_URL: opensearch, ...extra });
  const logged: string[] = [];
  const client = connect(settings);
  const registry = new Registry();
  const writer = createLogWriter({
    store: createStore({ client, env: 'test', metrics: createMetrics(registry) }),
    gate: createTemplatesGate(client, 'test'),
    budget: new Budget(budget),
    registry,
    logger: pino({}, { write: (line: string) => logged.push(line) }),
  });
  return {
    ...writer,
    logged,
    send: async (body, headers) =>
      writer.app.inject({ method: 'POST', url: '/v1/logs', headers: { 'content-type': 'application/json', ...headers }, body }),
    async metric(series) {
      const { body } = await writer.app.inject('/metrics');
      const line = body.split('\n').find((text) => text.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length));
    },
  };
}

/** As the Collector compresses it. */
export function gzipped(body: string): [Buffer, Record<string, string>] {
  return [gzipSync(body), { 'content-encoding': 'gzip' }];
}
