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
  /** Names of the alerts that it is about, those of one fault; empty where the message does not say. */
  readonly alerts: readonly string[];
  /** Its title, or why it was refused. */
  readonly text: string;
  /** A line for each alert that fires, beginning with its summary. Of more than ten the message has ten. */
  readonly firing: readonly string[];
  /** The same, of those that have ended since the message before. */
  readonly resolved: readonly string[];
}

/** Alertmanager sends an empty list as null. */
const list = z.string().nullable();
const pagerdutyMessage = z.object({
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  payload: z.object({ summary: z.string(), custom_details: z.object({ alerts: z.string(), firing: list, resolved: list }) }),
});
const slackMessage = z.object({ attachments: z.tuple([z.object({ title: z.string(), text: z.string() })], z.unknown()) });

/** One entry of a stand-in's list. A message that has another shape than Alertmanager's keeps its place, without a name. */
export function notificationOf(standIn: StandIn, { to, at, accepted, errors, message }: Received): Notification {
  const base = { channel: to, at: new Date(at), alerts: [], firing: [], resolved: [] };
  if (!accepted) return { ...base, status: 'refused', text: errors.join('; ') };
  return { ...base, ...(standIn === 'pagerduty' ? fromPagerDuty(message) : fromSlack(message)) };
}

type Content = Pick<Notification, 'status' | 'text'> & Partial<Pick<Notification, 'alerts' | 'firing' | 'resolved'>>;

function fromPagerDuty(message: unknown): Content {
  const { data } = pagerdutyMessage.safeParse(message);
  if (!data) return { status: 'firing', text: JSON.stringify(message) };
  const { summary, custom_details: details } = data.payload;
  return {
    status: data.event_action === 'resolve' ? 'resolved' : 'firing',
    alerts: details.alerts.split(', '),
    text: summary,
    firing: linesOf(details.firing),
    resolved: linesOf(details.resolved),
  };
}

/** The title says what and whom, the first line of the text which alerts: `FailedLoginSpike (warning, security)`. */
function fromSlack(message: unknown): Content {
  const [attachment] = slackMessage.safeParse(message).data?.attachments ?? [];
  const [, status, text] = /^\[(FIRING|RESOLVED)\] [^:]*: (.*)$/s.exec(attachment?.title ?? '') ?? [];
  const [, names] = /^([\w, ]+) \(/.exec(attachment?.text ?? '') ?? [];
  if (!names || !text) return { status: 'firing', text: attachment?.title ?? JSON.stringify(message) };
  const [firing = '', resolved = ''] = (attachment?.text ?? '').split('\nResolved:\n');
  return {
    status: status === 'RESOLVED' ? 'resolved' : 'firing',
    alerts: names.split(', '),
    text,
    firing: linesOf(firing),
    resolved: linesOf(resolved),
  };
}

function linesOf(text: string | null): string[] {
  return (text ?? '').split('\n').flatMap((line) => (line.startsWith('• ') ? [line.slice('• '.length)] : []));
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
