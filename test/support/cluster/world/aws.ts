/** The AWS emulator (moto): how it is started, what the stack would have made there, and what it was sent. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Service } from '../../../../local/supervisor/service.ts';

/** What the emulator is to hold before the stack starts. */
export interface Holdings {
  /** Account that everything belongs to, by its twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly buckets: readonly string[];
  /** Names of SNS topics. */
  readonly topics: readonly string[];
  /** Addresses that may send mail. */
  readonly senders: readonly string[];
}

export interface Mail {
  readonly to: readonly string[];
  /** As it went out: headers and body. */
  readonly raw: string;
}

/** What the emulator was sent, in order. */
export interface Sent {
  readonly mails: readonly Mail[];
  /** Messages to SNS topics. */
  readonly notifications: readonly { readonly topic: string; readonly subject: string; readonly message: string }[];
}

/** @param folder for its log */
export function emulator(program: string, port: number, account: string, folder: string): Service {
  return {
    name: 'aws',
    argv: [program, '-H', '127.0.0.1', '-p', String(port)],
    env: { MOTO_ACCOUNT_ID: account },
    after: [],
    ports: [port],
    ready: { http: `http://127.0.0.1:${port}/moto-api/data.json` },
    log: join(folder, 'aws.log'),
  };
}

/** Makes what the stack would have made. @throws Error with the emulator's answer where it refuses */
export async function furnish(url: string, { region, buckets, topics, senders }: Holdings): Promise<void> {
  const ask = async (service: string, path: string, request: RequestInit) => {
    // It reads service and region out of the signature, and checks none.
    const credential = `Credential=outside/20260101/${region}/${service}/aws4_request`;
    const headers = { ...request.headers, authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` };
    const response = await fetch(`${url}${path}`, { ...request, headers });
    if (!response.ok) throw new Error(`The AWS emulator refuses ${service} ${path}: ${response.status} ${await response.text()}`);
  };
  for (const bucket of buckets) await ask('s3', `/${bucket}`, { method: 'PUT' });
  for (const Name of topics) {
    await ask('sns', '/', { method: 'POST', body: new URLSearchParams({ Action: 'CreateTopic', Version: '2010-03-31', Name }) });
  }
  for (const EmailIdentity of senders) {
    const headers = { 'content-type': 'application/json' };
    await ask('ses', '/v2/email/identities', { method: 'POST', headers, body: JSON.stringify({ EmailIdentity }) });
  }
}

const data = z.object({
  ses: z
    .object({ RawMessage: z.array(z.object({ destinations: z.array(z.string()), raw_data: z.string() })).default([]) })
    .optional(),
  sns: z
    .object({
      Topic: z.array(z.object({ name: z.string(), sent_notifications: z.array(z.array(z.unknown())).default([]) })).default([]),
    })
    .optional(),
});

/** @param url base URL of the emulator */
export async function sentTo(url: string): Promise<Sent> {
  const { ses, sns } = data.parse(await (await fetch(`${url}/moto-api/data.json`)).json());
  return {
    mails: (ses?.RawMessage ?? []).map(({ destinations, raw_data: raw }) => ({ to: [...new Set(destinations)], raw })),
    notifications: (sns?.Topic ?? []).flatMap(({ name: topic, sent_notifications: sent }) =>
      sent.map(([, message, subject]) => ({ topic, subject: String(subject), message: String(message) })),
    ),
  };
}

/** Keys of the objects in a bucket. @param url base URL of the emulator */
export async function keysIn(url: string, bucket: string): Promise<readonly string[]> {
  const answer = await (await fetch(`${url}/${bucket}?list-type=2`)).text();
  return [...answer.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
}
