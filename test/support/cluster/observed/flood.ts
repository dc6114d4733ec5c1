/** More than a gateway can hold, sent straight to it. */
import { randomBytes } from 'node:crypto';

/** What the gateway answered, by its status: how many spans or records were in such requests. */
export type Answers = Map<number, number>;

/** One span's numbers take more room in a Collector than on the way there, and no pattern of the masking looks at them. */
const NUMBERS = { values: Array.from({ length: 2_000 }, () => ({ doubleValue: 1 })) };
const SPANS = 10;

/** Sends one batch of spans, each of a trace of its own, which the gateway keeps in memory until it decides on them. */
export async function sendBigSpans(gateway: string, answers: Answers): Promise<void> {
  const now = `${Date.now()}000000`;
  const span = () => ({
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    name: 'flood',
    startTimeUnixNano: now,
    endTimeUnixNano: now,
    attributes: [{ key: 'numbers', value: { arrayValue: NUMBERS } }],
  });
  const spans = Array.from({ length: SPANS }, span);
  await post(`${gateway}:4318/v1/traces`, { resourceSpans: [{ scopeSpans: [{ spans }] }] }, SPANS, answers);
}

/** Sends one batch of log records. */
export async function sendLogs(gateway: string, count: number, answers: Answers): Promise<void> {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const logRecords = Array.from({ length: count }, (_, i) => ({
    timeUnixNano: `${Date.now()}000000`,
    attributes: [
      attribute('timestamp', new Date().toISOString()),
      attribute('level', 'info'),
      attribute('event', `FLOOD ${i}`),
      attribute('requestId', randomBytes(8).toString('hex')),
    ],
  }));
  const resource = { attributes: [attribute('service.name', 'flood')] };
  await post(`${gateway}:4319/v1/logs`, { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }, count, answers);
}

async function post(url: string, body: object, things: number, answers: Answers): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.body?.cancel();
  answers.set(response.status, (answers.get(response.status) ?? 0) + things);
}
