/** The log writer's HTTP interface: OTLP/HTTP logs in JSON, health and metrics. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { UnavailableError } from '../opensearch/errors.ts';
import { type Budget, Lease, OverloadedError, RefusedError, readBody } from './body.ts';
import { lettersOfRequest } from './dead-letters.ts';
import { MalformedError, readLogs } from './otlp.ts';
import type { Store } from './store.ts';
import type { TemplatesGate } from './templates-gate.ts';

export interface LogWriterOptions {
  readonly store: Store;
  readonly gate: TemplatesGate;
  readonly budget: Budget;
  readonly registry: Registry;
  readonly logger: Logger;
}

export interface LogWriter {
  readonly app: FastifyInstance;
  /** From now on every request is answered 503; those that have begun are finished. */
  drain(): void;
}

/** What any request costs of the budget, however small: so their number is bounded too. */
const REQUEST_COST_BYTES = 64 * 1024;

/** Seconds after which a Collector may try again. Its own growing delay applies where that is longer. */
const RETRY_AFTER = '1';

/** A body that takes longer to arrive is given up. */
const REQUEST_TIMEOUT_MS = 30_000;

export function createLogWriter({ store, gate, budget, registry, logger }: LogWriterOptions): LogWriter {
  const app = Fastify({ logger: false, requestTimeout: REQUEST_TIMEOUT_MS, return503OnClosing: false });
  const health = createHealthLog(logger);
  let draining = false;

  // Bodies are read by the handler, which knows how much memory is left.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  // A connection that is kept open would hold the end up, and its next request would be lost.
  app.addHook('onSend', async (_request, reply) => {
    if (draining) reply.header('connection', 'close');
  });

  app.post('/v1/logs', async (request, reply) => {
    if (draining) return unavailable(reply, 'The log writer is shutting down.');
    const refusal = unsupported(request);
    if (refusal) return reply.code(415).send({ message: refusal });
    const lease = new Lease(budget);
    try {
      lease.take(REQUEST_COST_BYTES);
      await receive(request, lease);
      health.up();
      return await reply.send({ partialSuccess: {} });
    } catch (error) {
      return answerFault(error, reply);
    } finally {
      lease.release();
    }
  });

  app.get('/healthz', async () => ({ status: 'alive' }));

  app.get('/readyz', async (_request, reply) => {
    if (draining) return unavailable(reply, 'The log writer is shutting down.');
    try {
      await gate.pass();
      return { status: 'ready' };
    } catch (error) {
      return unavailable(reply, error instanceof Error ? error.message : String(error));
    }
  });

  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));

  async function receive(request: FastifyRequest, lease: Lease): Promise<void> {
    let body: Buffer | undefined;
    try {
      body = await readBody(request.raw, request.headers['content-encoding'] === 'gzip', lease);
      const records = readLogs(body);
      await gate.pass();
      await store.write(records);
    } catch (error) {
      if (error instanceof UnavailableError || error instanceof OverloadedError) throw error;
      const refusal = error instanceof RefusedError ? error : body && new RefusedError(400, refusalMessage(error), body);
      if (!refusal) throw error;
      // The sender will not bring it again: keep it before saying no.
      await gate.pass();
      await store.setAside(lettersOfRequest(refusal.received, refusal.message, new Date()));
      throw refusal;
    }
  }

  function answerFault(error: unknown, reply: FastifyReply): FastifyReply {
    if (error instanceof RefusedError) {
      logger.warn({ status: error.status }, `A request was refused and kept as a dead letter: ${error.message}`);
      return reply.code(error.status).send({ message: error.message });
    }
    if (error instanceof UnavailableError) health.down(error.message);
    const known = error instanceof UnavailableError || error instanceof OverloadedError;
    return unavailable(reply, known ? error.message : 'The request broke off.');
  }

  return {
    app,
    drain() {
      draining = true;
    },
  };
}

function unavailable(reply: FastifyReply, message: string): FastifyReply {
  return reply.code(503).header('retry-after', RETRY_AFTER).send({ message });
}

/** Of an unexpected error only its kind: its words may quote a record. A second delivery would fail as the first did. */
function refusalMessage(error: unknown): string {
  if (error instanceof MalformedError) return error.message;
  return `The request could not be handled: ${error instanceof Error ? error.name : typeof error}.`;
}

/** Why a request cannot be read for its form; `undefined` where it can. */
function unsupported({ headers }: FastifyRequest): string | undefined {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'none';
  if (type !== 'application/json') {
    return `The content type is ${type}; only application/json is read: set "encoding: json" on the Collector's otlp_http exporter.`;
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'gzip' || encoding === 'identity') return undefined;
  return `The content encoding is ${encoding}; set "compression: gzip" or "compression: none" on the Collector's otlp_http exporter.`;
}

/** One line when OpenSearch stops taking records and one when it takes them again, instead of one for each request. */
function createHealthLog(logger: Logger): { up(): void; down(reason: string): void } {
  let healthy = true;
  return {
    up() {
      if (!healthy) logger.info('OpenSearch takes records again.');
      healthy = true;
    },
    down(reason) {
      if (healthy) logger.warn(`Records have to wait in the Collector: ${reason}.`);
      healthy = false;
    },
  };
}
