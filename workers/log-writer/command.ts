/** The command `log-writer`: settings, wiring, and a clean end. */
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { connect, connectionSettings, requiredByAuth } from '../opensearch/connection.ts';
import { environmentSetting } from '../opensearch/indices.ts';
import { type Environment, readSettings, type Setting } from '../settings.ts';
import { Budget, LONGEST_BODY_BYTES } from './body.ts';
import { createMetrics } from './metrics.ts';
import { createLogWriter } from './server.ts';
import { createStore } from './store.ts';
import { createTemplatesGate } from './templates-gate.ts';

/** A longest body, compressed and not, with room beside it: less could never take one. */
const LEAST_IN_FLIGHT_BYTES = 2 * LONGEST_BODY_BYTES + 1024 * 1024;

/** Below the 30 s that Kubernetes waits before it kills. */
const SHUTDOWN_DEADLINE_MS = 25_000;

export const logWriterSettings = {
  VIGIA_ENV: environmentSetting,
  HOST: {
    schema: z.string().default('0.0.0.0'),
    description: 'Address to listen on.',
    allowed: 'an address of this machine',
    example: '127.0.0.1',
  } satisfies Setting<string>,
  PORT: {
    schema: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(65_535)).default(4318),
    description: 'Port to listen on; 0 takes a free one.',
    allowed: 'a port from 0 to 65535',
    example: '4318',
  } satisfies Setting<number>,
  LOG_WRITER_MAX_IN_FLIGHT_BYTES: {
    schema: z
      .string()
      .regex(/^\d+$/)
      .transform(Number)
      .pipe(z.number().min(LEAST_IN_FLIGHT_BYTES))
      .default(64 * 1024 * 1024),
    description: 'Bytes of requests held at once; more are answered 503. The process needs a few times as much memory.',
    allowed: `a whole number of bytes from ${LEAST_IN_FLIGHT_BYTES}`,
    example: '134217728',
  } satisfies Setting<number>,
  ...connectionSettings,
};

/**
 * Serves until SIGTERM or SIGINT, then finishes what has begun.
 * @throws SettingsError, or the error that kept it from listening
 */
export async function runLogWriter(env: Environment): Promise<void> {
  const settings = readSettings(logWriterSettings, env, requiredByAuth(env));
  const logger = pino({
    base: { service: 'log-writer' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  });
  const client = connect(settings);
  const registry = new Registry();
  const { app, drain } = createLogWriter({
    store: createStore({ client, env: settings.VIGIA_ENV, metrics: createMetrics(registry) }),
    gate: createTemplatesGate(client, settings.VIGIA_ENV),
    budget: new Budget(settings.LOG_WRITER_MAX_IN_FLIGHT_BYTES),
    registry,
    logger,
  });

  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  const address = await app.listen({ host: settings.HOST, port: settings.PORT });
  logger.info({ address, opensearch: settings.OPENSEARCH_URL, env: settings.VIGIA_ENV }, 'The log writer listens.');

  const signal = await stopped;
  logger.info({ signal }, 'The log writer finishes what has begun.');
  drain();
  // What is cut off at the deadline was not acknowledged: the Collector brings it again.
  const deadline = setTimeout(() => app.server.closeAllConnections(), SHUTDOWN_DEADLINE_MS);
  await app.close();
  clearTimeout(deadline);
  await client.close();
  logger.info('The log writer has stopped.');
}
