/** Stands in for Datadog's intake of metrics: takes what the Collector's exporter sends, and reads it as far as tests look at it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';

/** One series of a payload, or one distribution. */
export interface Arrived {
  readonly metric: string;
  readonly tags: readonly string[];
  /** Values of a count or a gauge; of a distribution how many values each sketch holds. */
  readonly values: readonly number[];
  readonly type: 'count' | 'rate' | 'gauge' | 'distribution' | 'unknown';
}

export interface DatadogIntake {
  readonly url: string;
  /** What arrived so far, in order. */
  readonly arrived: readonly Arrived[];
  stop(): Promise<void>;
}

export async function datadogIntake(): Promise<DatadogIntake> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const sent = await buffer(request);
    const body = request.headers['content-encoding'] === 'deflate' ? inflateSync(sent) : sent;
    if (request.url?.startsWith('/api/v2/series')) arrived.push(...messages(body, 1).map(seriesOf));
    if (request.url?.startsWith('/api/beta/sketches')) arrived.push(...messages(body, 1).map(sketchOf));
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"valid":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

const TYPES = ['unknown', 'count', 'rate', 'gauge'] as const;

/** `MetricSeries` of Datadog's agent-payload: metric 2, tags 3, points 4 (value 1), type 5. */
function seriesOf(body: Buffer): Arrived {
  const type = fields(body).find(({ number }) => number === 5)?.integer ?? 0;
  return {
    metric: texts(body, 2)[0] ?? '',
    tags: texts(body, 3),
    values: messages(body, 4).map((point) => fields(point).find(({ number }) => number === 1)?.double ?? 0),
    type: TYPES[type] ?? 'unknown',
  };
}

/** `Sketch` of the same: metric 1, tags 4, sketches 7 (count 2). */
function sketchOf(body: Buffer): Arrived {
  return {
    metric: texts(body, 1)[0] ?? '',
    tags: texts(body, 4),
    values: messages(body, 7).map((sketch) => fields(sketch).find(({ number }) => number === 2)?.integer ?? 0),
    type: 'distribution',
  };
}

interface Field {
  readonly number: number;
  readonly integer?: number;
  readonly double?: number;
  readonly bytes?: Buffer;
}

const messages = (body: Buffer, wanted: number) =>
  fields(body).flatMap(({ number, bytes }) => (number === wanted && bytes ? [bytes] : []));
const texts = (body: Buffer, wanted: number) => messages(body, wanted).map(String);

/** The fields of a protobuf message, one level deep. */
function fields(body: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = body.readUInt8(at++);
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < body.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        found.push({ number, integer: varint() });
        break;
      case 1:
        found.push({ number, double: body.readDoubleLE(at) });
        at += 8;
        break;
      case 2: {
        const length = varint();
        found.push({ number, bytes: body.subarray(at, at + length) });
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        throw new Error(`No protobuf at byte ${at}.`);
    }
  }
  return found;
}
