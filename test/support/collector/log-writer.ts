/** A stand-in for the log writer: takes OTLP logs in JSON, keeps them, and can be told to refuse. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface ReceivedLog {
  readonly resource: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly timeUnixNano: string;
  readonly severityNumber: number;
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
}
type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];
interface LogsRequest {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes?: OtlpAttributes };
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly attributes?: OtlpAttributes;
        readonly body?: OtlpValue;
        readonly timeUnixNano?: string;
        readonly severityNumber?: number;
      }[];
    }[];
  }[];
}

export interface LogWriterStandIn {
  readonly url: string;
  readonly received: ReceivedLog[];
  /** Answers 503 from now on, and keeps nothing. */
  refuse(refusing: boolean): void;
  refusals(): number;
  close(): Promise<void>;
}

export async function logWriterStandIn(): Promise<LogWriterStandIn> {
  const received: ReceivedLog[] = [];
  let refusing = false;
  let refused = 0;
  const server = createServer((request, response) => {
    bodyOf(request).then((body) => {
      if (refusing) {
        refused += 1;
        response.writeHead(503).end();
        return;
      }
      if (request.url !== '/v1/logs' || request.headers['content-type'] !== 'application/json') {
        response.writeHead(404).end();
        return;
      }
      received.push(...recordsOf(JSON.parse(body.toString('utf8')) as LogsRequest));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    }, response.destroy.bind(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    refuse(next) {
      refusing = next;
    },
    refusals: () => refused,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

function recordsOf({ resourceLogs }: LogsRequest): ReceivedLog[] {
  return resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map((record) => ({
        resource: plain(resource.attributes),
        attributes: plain(record.attributes),
        body: record.body === undefined ? undefined : plainValue(record.body),
        timeUnixNano: record.timeUnixNano ?? '0',
        severityNumber: record.severityNumber ?? 0,
      })),
    ),
  );
}

function plain(attributes: OtlpAttributes = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue(value: OtlpValue): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
