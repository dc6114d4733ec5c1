/** A stand-in for the parts of OpenSearch that the log writer talks to: templates, bulk and multi-get, in memory. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What OpenSearch says of a document that it does not take. */
export interface ItemFault {
  readonly status: number;
  readonly type: string;
  readonly reason: string;
}

export interface StandIn {
  readonly url: string;
  /** Index -> id -> document. */
  readonly documents: ReadonlyMap<string, Map<string, Record<string, unknown>>>;
  /** The headers and body of each bulk request. */
  readonly bulks: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  templates: readonly string[];
  /** Answers whole requests with a status. */
  failWith: number | undefined;
  /** Refuses a document. */
  refuse: (index: string, source: Record<string, unknown>) => ItemFault | undefined;
  /** Bulk requests wait for this. */
  hold: Promise<void>;
  all(kind: string): Record<string, unknown>[];
  close(): Promise<void>;
}

export async function startStandIn(env = 'test'): Promise<StandIn> {
  const documents = new Map<string, Map<string, Record<string, unknown>>>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const standIn: StandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    documents,
    bulks: [],
    templates: [`vigia-logs-${env}`, `vigia-audit-${env}`, `vigia-dead-letters-${env}`],
    failWith: undefined,
    refuse: () => undefined,
    hold: Promise.resolve(),
    all: (kind) => [...documents].filter(([index]) => index.startsWith(`${kind}-`)).flatMap(([, byId]) => [...byId.values()]),
    close: () => stop(server),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString();
    const path = request.url ?? '';
    if (standIn.failWith) return reply(response, standIn.failWith, { error: { type: 'unavailable', reason: 'told to fail' } });
    if (path.startsWith('/_index_template')) {
      return reply(response, 200, { index_templates: standIn.templates.map((name) => ({ name, index_template: {} })) });
    }
    if (path.startsWith('/_mget')) return reply(response, 200, { docs: found(JSON.parse(body)) });
    standIn.bulks.push({ headers: request.headers, body });
    await standIn.hold;
    reply(response, 200, { items: create(body.trimEnd().split('\n')) });
  }

  function create(lines: readonly string[]): object[] {
    return lines.flatMap((line, i) => {
      if (i % 2 === 1) return [];
      const { _index, _id } = JSON.parse(line).create;
      const source = JSON.parse(lines[i + 1] ?? '');
      const byId = documents.get(_index) ?? new Map();
      documents.set(_index, byId);
      if (byId.has(_id)) return [{ create: { status: 409, error: { type: 'version_conflict_engine_exception', reason: '' } } }];
      const { status, ...error } = standIn.refuse(_index, source) ?? { status: 201 };
      if (status === 201) byId.set(_id, source);
      return [{ create: { status, ...(status === 201 ? {} : { error }) } }];
    });
  }

  function found({ docs }: { docs: { _index: string; _id: string }[] }): object[] {
    return docs.map((doc) => ({ ...doc, found: true, _source: documents.get(doc._index)?.get(doc._id) }));
  }

  return standIn;
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
