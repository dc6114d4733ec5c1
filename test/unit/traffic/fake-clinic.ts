/** Answers as the sample clinic does, remembers what it was asked, and needs no database. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly clinicId: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Says what to answer; undefined breaks the connection, 'never' leaves it waiting. */
export type Answers = (asked: Asked) => FakeAnswer | undefined | 'never';

export interface FakeClinic {
  readonly baseUrl: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function fakeClinic(answers: Answers = healthy): Promise<FakeClinic> {
  const asked: Asked[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, clinicId: clinicIn(headers.authorization, body), body, headers };
    asked.push(one);
    const answer = answers(one);
    if (answer === 'never') return;
    if (!answer) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(JSON.stringify(answer.body));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { baseUrl: `http://127.0.0.1:${port}`, asked, close };
}

/** A clinic where everything works. The token is the clinic's id. */
export function healthy({ method, path, clinicId, body }: Asked): FakeAnswer {
  if (path === '/api/auth/login') {
    return body.includes('"correct-horse-battery"')
      ? { status: 200, body: { token: clinicId } }
      : { status: 401, body: { error: 'wrong_credentials' } };
  }
  if (path.startsWith('/api/slots?')) return { status: 200, body: { slots: [{ id: 'slot-1' }, { id: 'slot-2' }] } };
  if (path === '/api/reservations') return { status: 201, body: { reservation: { id: `res-of-${clinicId}` } } };
  if (method === 'GET' && path.startsWith('/api/reservations/') && !path.endsWith(clinicId)) return { status: 404, body: {} };
  return { status: 200, body: {} };
}

function clinicIn(authorization: string | undefined, body: string): string {
  return authorization?.slice('Bearer '.length) ?? /"(?:clinicId|clinic_id|tenantId)":"([^"]+)"/.exec(body)?.[1] ?? '';
}
