/** Stand-ins for what cannot run here: Grafana's API in its documented form, and Amazon SES. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Transition } from '../../../workers/digest/grafana.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface HttpStandIn {
  readonly url: string;
  close(): Promise<void>;
}

async function serve(answer: (request: IncomingMessage, body: string) => Answer): Promise<HttpStandIn> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, body } = answer(request, Buffer.concat(chunks).toString());
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export const TOKEN = 'glsa_of-a-viewer';

export interface GrafanaStandIn extends HttpStandIn {
  /** What it was asked, path and query. */
  readonly asked: string[];
}

/** Annotations by their time, newest first and no more than asked for, 100 unless asked; and what fires now. */
export async function grafanaStandIn(
  annotations: readonly Transition[],
  active: readonly { readonly labels: Readonly<Record<string, string>>; readonly startsAt: string }[] = [],
): Promise<GrafanaStandIn> {
  const asked: string[] = [];
  const server = await serve(({ url = '', headers }) => {
    asked.push(url);
    if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: 'Invalid API key' } };
    const { pathname, searchParams } = new URL(url, 'http://grafana');
    if (pathname === '/api/alertmanager/grafana/api/v2/alerts') {
      return { status: 200, body: active.map((alert) => ({ ...alert, status: { state: 'active' }, fingerprint: 'f' })) };
    }
    if (pathname !== '/api/annotations' || searchParams.get('type') !== 'alert')
      return { status: 404, body: { message: 'Not found' } };
    const [from, to, limit] = ['from', 'to', 'limit'].map((name) => Number(searchParams.get(name) ?? 100)) as [
      number,
      number,
      number,
    ];
    const found = annotations.filter(({ time }) => time >= from && time <= to).sort((a, b) => b.time - a.time || b.id - a.id);
    const body = found
      .slice(0, limit)
      .map((item) => ({ ...item, alertId: 1, dashboardId: 0, tags: [], data: {}, timeEnd: item.time }));
    return { status: 200, body };
  });
  return { ...server, asked };
}

/** A request to send, as it came. */
export interface SentThroughSes {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: {
    readonly FromEmailAddress: string;
    readonly Destination: { readonly ToAddresses: readonly string[] };
    readonly Content: { readonly Raw: { readonly Data: string } };
  };
}

export interface SesStandIn extends HttpStandIn {
  readonly sent: SentThroughSes[];
}

/** @param refuses answers as Amazon does where the role may not send */
export async function sesStandIn(refuses = false): Promise<SesStandIn> {
  const sent: SentThroughSes[] = [];
  const server = await serve(({ method = '', url = '', headers }, body) => {
    sent.push({ method, path: url, authorization: headers.authorization ?? '', body: JSON.parse(body) });
    return refuses
      ? { status: 403, body: { message: "User 'arn:aws:sts::1:assumed-role/x' is not authorized to perform 'ses:SendRawEmail'" } }
      : { status: 200, body: { MessageId: '0100018f-1' } };
  });
  return { ...server, sent };
}
