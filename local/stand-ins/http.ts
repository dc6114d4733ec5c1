/** The little HTTP that both stand-ins need: a request in, a reply out, and a server around it. */
import { createServer, type IncomingMessage, type Server } from 'node:http';

/** A request with its body read; `body` is `undefined` where it was longer than the stand-in takes. */
export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: string | undefined;
}

export interface StandInReply {
  readonly status: number;
  /** A string goes out as text, anything else as JSON. */
  readonly body: unknown;
}

export type Handler = (request: StandInRequest) => StandInReply;

/** Bytes of a body that are read before it counts as too long: PagerDuty's limit, and more than Slack takes. */
export const MAX_BODY_BYTES = 512 * 1024;

/** Serves a handler on 127.0.0.1; resolves when it accepts connections. */
export function serve(port: number, handle: Handler): Promise<Server> {
  const server = createServer(async (incoming, response) => {
    const reply = handle(await readRequest(incoming));
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    const contentType = typeof reply.body === 'string' ? 'text/html' : 'application/json';
    response.writeHead(reply.status, { 'content-type': contentType }).end(text);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function readRequest(incoming: IncomingMessage): Promise<StandInRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return {
    method: incoming.method ?? 'GET',
    path: new URL(incoming.url ?? '/', 'http://stand-in').pathname,
    contentType: incoming.headers['content-type'] ?? '',
    body: size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined,
  };
}
