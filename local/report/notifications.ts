/** What the channels received, read back from the stand-ins as one list of notifications. */
import { z } from 'zod';
import type { Ports } from '../ports.ts';
import { http } from '../site.ts';
import type { Received } from '../stand-ins/received.ts';

/** The stand-ins, each of which receives for several channels; the digest and the heartbeat send nothing here. */
const STAND_INS = ['pagerduty', 'slack'] as const;
type StandIn = (typeof STAND_INS)[number];

export interface Notification {
  /** The channel of the routing table; the stand-in's own name where the message was addressed to none. */
  readonly channel: string;
  readonly at: Date;
  /** `refused`: the channel did not take it. */
  readonly status: 'firing' | 'resolved' | 'refused';
  /** Name of the alert; absent where the message does not say. */
  readonly alert?: string;
  /** Its title, or why it was refused. */
  readonly text: string;
}

const pagerdutyMessage = z.object({
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  payload: z.object({ class: z.string(), summary: z.string() }),
});
const slackMessage = z.object({ attachments: z.tuple([z.object({ title: z.string() })], z.unknown()) });

/** One entry of a stand-in's list. A message that has another shape than Alertmanager's keeps its place, without a name. */
export function notificationOf(standIn: StandIn, { to, at, accepted, errors, message }: Received): Notification {
  const base = { channel: to, at: new Date(at) };
  if (!accepted) return { ...base, status: 'refused', text: errors.join('; ') };
  return { ...base, ...(standIn === 'pagerduty' ? fromPagerDuty(message) : fromSlack(message)) };
}

type Content = Pick<Notification, 'status' | 'alert' | 'text'>;

function fromPagerDuty(message: unknown): Content {
  const { data } = pagerdutyMessage.safeParse(message);
  if (!data) return { status: 'firing', text: JSON.stringify(message) };
  const status = data.event_action === 'resolve' ? 'resolved' : 'firing';
  return { status, alert: data.payload.class, text: data.payload.summary };
}

function fromSlack(message: unknown): Content {
  const title = slackMessage.safeParse(message).data?.attachments[0].title;
  const [, status, alert, text] = /^\[(FIRING|RESOLVED)\] (\w+): (.*)$/s.exec(title ?? '') ?? [];
  if (!alert || !text) return { status: 'firing', text: title ?? JSON.stringify(message) };
  return { status: status === 'RESOLVED' ? 'resolved' : 'firing', alert, text };
}

/** Reads what is new at each channel since the last call. A channel that cannot be reached has nothing new. */
export function notificationReader(ports: Ports): () => Promise<readonly Notification[]> {
  const seen: Record<StandIn, number> = { pagerduty: 0, slack: 0 };
  async function readOne(standIn: StandIn): Promise<Notification[]> {
    const entries = await readReceived(http(ports[standIn], '/received'));
    if (!entries) return [];
    const last = entries.at(-1)?.id ?? 0;
    // A stand-in that was started again counts from 1.
    const after = last < seen[standIn] ? 0 : seen[standIn];
    seen[standIn] = last;
    return entries.filter(({ id }) => id > after).map((entry) => notificationOf(standIn, entry));
  }
  return async () => (await Promise.all(STAND_INS.map(readOne))).flat();
}

async function readReceived(url: string): Promise<readonly Received[] | undefined> {
  try {
    return (await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).json()) as readonly Received[];
  } catch {
    return undefined;
  }
}
