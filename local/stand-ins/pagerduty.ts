/**
 * A stand-in for PagerDuty's Events API v2: checks each event as the real one does, answers as it does, and keeps
 * the alerts that the events open and close. https://developer.pagerduty.com/docs/events-api-v2-overview
 */
import { randomUUID } from 'node:crypto';
import type { Handler, StandInReply } from './http.ts';
import { checkEvent, type PagerDutyEvent } from './pagerduty-event.ts';
import { createInbox } from './received.ts';

/** An alert as PagerDuty tracks it: all events with one key, from a trigger to its resolve. */
export interface PagerDutyAlert {
  readonly dedupKey: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: string;
}

export interface PagerDutyOptions {
  /** The channels that exist, with the integration key of each; default none. Events with any other key are taken too. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Events that one routing key may send in a minute before it is throttled. PagerDuty adjusts its own; default 120. */
  readonly eventsPerMinute?: number;
  readonly now?: () => Date;
}

const THROTTLED: StandInReply = {
  status: 429,
  body: { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.  Please retry later.' },
};

/** Handles `POST /v2/enqueue`; `GET /received`, `/alerts` and `/health` are for the people who test against it. */
export function pagerDuty({ keys = {}, eventsPerMinute = 120, now = () => new Date() }: PagerDutyOptions = {}): Handler {
  const inbox = createInbox(now);
  const alerts: PagerDutyAlert[] = [];
  const recent = new Map<string, number[]>();

  function throttled(routingKey: string): boolean {
    const minuteAgo = now().getTime() - 60_000;
    const times = (recent.get(routingKey) ?? []).filter((time) => time > minuteAgo);
    const refused = times.length >= eventsPerMinute;
    recent.set(routingKey, refused ? times : [...times, now().getTime()]);
    return refused;
  }

  function addressee(body: unknown): string {
    const key = typeof body === 'object' && body !== null && 'routing_key' in body ? body.routing_key : undefined;
    return Object.entries(keys).find(([, known]) => known === key)?.[0] ?? 'pagerduty';
  }

  function refuse(errors: readonly string[], body: unknown): StandInReply {
    inbox.add({ to: addressee(body), accepted: false, errors, message: body === null ? null : withoutKey(body) });
    return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
  }

  function enqueue(body: string | undefined): StandInReply {
    if (body === undefined) return refuse(['Event object is longer than 512 KB'], null);
    const decoded = decode(body);
    if (decoded === undefined) return refuse(['Event object is not valid JSON'], null);
    const verdict = checkEvent(decoded);
    if ('errors' in verdict) return refuse(verdict.errors, decoded);
    if (throttled(verdict.event.routing_key)) return THROTTLED;
    const dedupKey = verdict.event.dedup_key ?? randomUUID();
    apply(alerts, dedupKey, verdict.event);
    const message = { ...withoutKey(verdict.event), dedup_key: dedupKey };
    inbox.add({ to: addressee(verdict.event), accepted: true, errors: [], message });
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: dedupKey } };
  }

  return ({ method, path, body }) => {
    if (method === 'POST' && path === '/v2/enqueue') return enqueue(body);
    if (method === 'GET' && path === '/received') return { status: 200, body: inbox.list() };
    if (method === 'GET' && path === '/alerts') return { status: 200, body: alerts };
    if (method === 'GET' && path === '/health') return { status: 200, body: 'ok' };
    return { status: 404, body: { status: 'not found', message: 'Not Found' } };
  };
}

/** A resolved alert is never opened again: a later trigger with its key opens a new one, a later resolve is dropped. */
function apply(alerts: PagerDutyAlert[], dedupKey: string, event: PagerDutyEvent): void {
  const index = alerts.findIndex((alert) => alert.dedupKey === dedupKey && alert.status !== 'resolved');
  const open = alerts[index];
  if (event.event_action === 'trigger') {
    if (open) return;
    const { summary = '', severity = '' } = event.payload ?? {};
    alerts.push({ dedupKey, status: 'triggered', summary, severity });
  } else if (open) {
    alerts[index] = { ...open, status: event.event_action === 'resolve' ? 'resolved' : 'acknowledged' };
  }
}

function decode(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function withoutKey(body: unknown): object {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'routing_key'));
}
