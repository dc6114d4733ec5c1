import { describe, expect, it } from 'vitest';
import { pagerDuty } from '../../../local/stand-ins/pagerduty.ts';

const KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const trigger = {
  routing_key: KEY,
  event_action: 'trigger',
  dedup_key: 'high-error-rate/clinic-03',
  payload: { summary: 'Errors at clinic-03', source: 'prometheus', severity: 'critical' },
};

function enqueue(handle = pagerDuty(), body: unknown = trigger) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return handle({ method: 'POST', path: '/v2/enqueue', contentType: 'application/json', body: text });
}

const get = (handle: ReturnType<typeof pagerDuty>, path: string) =>
  handle({ method: 'GET', path, contentType: '', body: '' }).body as Record<string, unknown>[];

describe('the PagerDuty stand-in', () => {
  it('answers 202 with the dedup key to a sound event', () => {
    expect(enqueue()).toEqual({
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: 'high-error-rate/clinic-03' },
    });
  });

  it.each([
    ['no routing key', { ...trigger, routing_key: undefined }, ["'routing_key' is missing or blank"]],
    [
      'a short routing key',
      { ...trigger, routing_key: 'short' },
      ["Length of 'routing_key' is incorrect (should be 32 characters)"],
    ],
    ['no action', { ...trigger, event_action: undefined }, ["'event_action' is missing or blank"]],
    [
      'an unknown action',
      { ...trigger, event_action: 'close' },
      ["'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"],
    ],
    ['no payload', { ...trigger, payload: undefined }, ["'payload' is missing or blank"]],
    [
      'an empty payload: all faults at once',
      { ...trigger, payload: {} },
      ["'payload.summary' is missing or blank", "'payload.source' is missing or blank", "'payload.severity' is missing or blank"],
    ],
    [
      'a severity with a capital',
      { ...trigger, payload: { ...trigger.payload, severity: 'Warning' } },
      ["'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')"],
    ],
    [
      'a summary of 1025 characters',
      { ...trigger, payload: { ...trigger.payload, summary: 'x'.repeat(1025) } },
      ["Length of 'payload.summary' is incorrect (should be at most 1024 characters)"],
    ],
    [
      'a dedup key of 256 characters',
      { ...trigger, dedup_key: 'k'.repeat(256) },
      ["Length of 'dedup_key' is incorrect (should be at most 255 characters)"],
    ],
    ['a resolve without a dedup key', { routing_key: KEY, event_action: 'resolve' }, ["'dedup_key' is missing or blank"]],
    ['an acknowledge without a dedup key', { routing_key: KEY, event_action: 'acknowledge' }, ["'dedup_key' is missing or blank"]],
    ['what is not JSON', '{', ['Event object is not valid JSON']],
  ])('refuses %s', (_, body, errors) => {
    expect(enqueue(pagerDuty(), body)).toEqual({
      status: 400,
      body: { status: 'invalid event', message: 'Event object is invalid', errors },
    });
  });

  it('takes a summary of 1024 and a dedup key of 255 characters', () => {
    const payload = { ...trigger.payload, summary: 'x'.repeat(1024) };
    expect(enqueue(pagerDuty(), { ...trigger, dedup_key: 'k'.repeat(255), payload }).status).toBe(202);
  });

  it('refuses an event longer than 512 KB', () => {
    const reply = pagerDuty()({ method: 'POST', path: '/v2/enqueue', contentType: 'application/json', body: undefined });
    expect(reply.status).toBe(400);
  });

  it('makes up a new dedup key where a trigger has none', () => {
    const handle = pagerDuty();
    const keys = [1, 2].map(() => (enqueue(handle, { ...trigger, dedup_key: undefined }).body as { dedup_key: string }).dedup_key);
    expect(new Set(keys).size).toBe(2);
    expect(get(handle, '/alerts')).toHaveLength(2);
  });

  it('keeps one alert for one dedup key from trigger to resolve', () => {
    const handle = pagerDuty();
    const states: unknown[] = [];
    for (const event_action of ['trigger', 'trigger', 'acknowledge', 'resolve']) {
      enqueue(handle, { ...trigger, event_action });
      states.push(get(handle, '/alerts').map((alert) => alert.status));
    }
    expect(states).toEqual([['triggered'], ['triggered'], ['acknowledged'], ['resolved']]);
  });

  it('opens a new alert when a resolved one triggers again, and drops a resolve of nothing', () => {
    const handle = pagerDuty();
    for (const event_action of ['resolve', 'trigger', 'resolve', 'resolve', 'trigger'])
      enqueue(handle, { ...trigger, event_action });
    expect(get(handle, '/alerts').map((alert) => alert.status)).toEqual(['resolved', 'triggered']);
  });

  it('throttles a routing key past its events per minute, and lets it go on a minute later', () => {
    let time = new Date('2026-03-01T10:00:00Z');
    const handle = pagerDuty({ eventsPerMinute: 2, now: () => time });
    expect([1, 2, 3].map(() => enqueue(handle).status)).toEqual([202, 202, 429]);
    expect(enqueue(handle, { ...trigger, routing_key: KEY.toUpperCase() }).status).toBe(202);
    time = new Date('2026-03-01T10:01:01Z');
    expect(enqueue(handle).status).toBe(202);
  });

  it('lists what each channel received, refused events too, without the routing key', () => {
    const keys = { 'pagerduty-billing': KEY.toUpperCase(), 'pagerduty-platform': KEY };
    const handle = pagerDuty({ keys, now: () => new Date('2026-03-01T10:00:00Z') });
    enqueue(handle);
    enqueue(handle, { ...trigger, routing_key: KEY.toUpperCase(), payload: undefined });
    const { routing_key: _, ...message } = trigger;
    expect(get(handle, '/received')).toEqual([
      { id: 1, to: 'pagerduty-platform', at: '2026-03-01T10:00:00.000Z', accepted: true, errors: [], message },
      {
        id: 2,
        to: 'pagerduty-billing',
        at: '2026-03-01T10:00:00.000Z',
        accepted: false,
        errors: ["'payload' is missing or blank"],
        message: { event_action: 'trigger', dedup_key: 'high-error-rate/clinic-03' },
      },
    ]);
    expect(JSON.stringify(get(handle, '/received'))).not.toContain(KEY);
  });

  it('knows no other path', () => {
    expect(pagerDuty()({ method: 'POST', path: '/v1/enqueue', contentType: '', body: '{}' }).status).toBe(404);
  });
});
