import { afterEach, describe, expect, it, vi } from 'vitest';
import { catalogue } from '../../../alerts/catalogue.ts';
import { channelOf } from '../../../alerts/routing.ts';
import { environments } from '../../../infra/environment.ts';
import { clinics, subscriptionsOf } from '../../../local/clinic/db/fixtures.ts';
import { LIMITS, saturations, takeToken } from '../../../local/clinic/server/rate-limiter.ts';
import { type IncidentContext, incidentContext, incidents } from '../../../local/traffic/incidents.ts';
import { type Answers, type Asked, type FakeClinic, fakeClinic, healthy } from './fake-clinic.ts';

let clinic: FakeClinic | undefined;
afterEach(async () => {
  await clinic?.close();
  clinic = undefined;
});

async function at(answers?: Answers): Promise<{ clinic: FakeClinic; context: IncidentContext }> {
  clinic = await fakeClinic(answers);
  return {
    clinic,
    context: incidentContext({ baseUrl: clinic.baseUrl, webhookSecret: 'whsec_test', chaosToken: 'a-chaos-token-of-24-char' }),
  };
}

function incident(name: string) {
  const found = incidents.find((one) => one.name === name);
  if (!found) throw new Error(`There is no incident ${name}.`);
  return found;
}

/** Stripe's events among what the clinic was asked. */
function eventsOf(asked: readonly Asked[]) {
  return asked.filter(({ path }) => path === '/api/stripe/webhook').map(({ body }) => JSON.parse(body));
}

describe('the table of incidents', () => {
  it('has the twelve, each at a clinic of its own but for the one at all clinics', () => {
    expect(incidents.map(({ name }) => name)).toEqual([
      'error-burst',
      'webhook-retries',
      'rate-limiter',
      'failed-logins',
      'cross-tenant',
      'slow-bookings',
      'webhook-failures',
      'privileged-actions',
      'login-spray',
      'failed-invoices',
      'some-slow-bookings',
      'revenue-drop',
    ]);
    const tenants = incidents.flatMap(({ tenantId }) => tenantId ?? []);
    expect(new Set(tenants).size).toBe(11);
    expect(tenants).toHaveLength(11);
    expect(clinics.map(({ id }) => id)).toEqual(expect.arrayContaining(tenants));
  });

  it.each(
    incidents.flatMap(({ name, alert, channel, alsoFires = [], mayFire = [] }) =>
      [{ alert, channel }, ...alsoFires, ...mayFire].map((one) => ({ ...one, name })),
    ),
  )('$name arrives where $alert is routed', ({ alert, channel }) => {
    expect(channelOf(environments.local, { ...catalogue[alert], alertname: alert })).toBe(channel);
  });
});

describe('an incident', () => {
  it('of an error burst switches the fault on for half of the requests, then off, with the token', async () => {
    const { clinic, context } = await at();
    await incident('error-burst').start(context);
    await incident('error-burst').stop(context);
    expect(clinic.asked.map(({ path, body, headers }) => [path, JSON.parse(body), headers['x-chaos-token']])).toEqual([
      ['/api/chaos', { fault: 'errors', tenantId: 'dental-reforma', rate: 0.5, on: true }, 'a-chaos-token-of-24-char'],
      ['/api/chaos', { fault: 'errors', tenantId: 'dental-reforma', rate: 0.5, on: false }, 'a-chaos-token-of-24-char'],
    ]);
  });

  it('of webhook retries repeats each of three events, more than three times in all before it says that it began', async () => {
    const { clinic, context } = await at();
    await incident('webhook-retries').start(context);
    const ids = clinic.asked.map(({ body }) => JSON.parse(body).id);
    await incident('webhook-retries').stop(context);
    expect(ids.length).toBe(6);
    expect(new Set(ids).size).toBe(3);
  });

  it('of failed log-ins uses a wrong password each time, until it is stopped', async () => {
    const { clinic, context } = await at();
    await incident('failed-logins').start(context);
    await vi.waitFor(() => expect(clinic.asked.length).toBeGreaterThan(4), { timeout: 5_000 });
    await incident('failed-logins').stop(context);
    const passwords = clinic.asked.map(({ body }) => JSON.parse(body).password);
    expect(passwords).not.toContain('correct-horse-battery');
    expect(new Set(clinic.asked.map(({ clinicId }) => clinicId))).toEqual(new Set(['clinica-coyoacan']));
  });

  it('of cross-tenant access has one clinic ask for what another booked, once', async () => {
    const { clinic, context } = await at();
    await incident('cross-tenant').start(context);
    const reads = clinic.asked.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/reservations/'));
    expect(reads.map(({ path, clinicId }) => [path, clinicId])).toEqual([
      ['/api/reservations/res-of-ortopedia-centro', 'pediatria-polanco'],
    ]);
  });

  it('of cross-tenant access is an error where the clinic hands the reservation out', async () => {
    const { context } = await at((asked) => {
      const answer = healthy(asked);
      return answer.status === 404 ? { status: 200, body: {} } : answer;
    });
    await expect(incident('cross-tenant').start(context)).rejects.toThrow(
      'answered 200 to another clinic’s reservation, where 404',
    );
  });

  it('of slow bookings switches the fault on, books often, and switches it off', async () => {
    const { clinic, context } = await at();
    await incident('slow-bookings').start(context);
    const booked = () => clinic.asked.filter(({ path }) => path === '/api/reservations').length;
    await vi.waitFor(() => expect(booked()).toBeGreaterThan(4), { timeout: 5_000 });
    await incident('slow-bookings').stop(context);
    const faults = clinic.asked.filter(({ path }) => path === '/api/chaos').map(({ body }) => JSON.parse(body));
    expect(faults).toEqual([
      { fault: 'slow-bookings', tenantId: 'clinica-bahia', rate: 1, on: true },
      { fault: 'slow-bookings', tenantId: 'clinica-bahia', rate: 1, on: false },
    ]);
  });

  it('of some slow bookings hits one in five', async () => {
    const { clinic, context } = await at();
    await incident('some-slow-bookings').start(context);
    await incident('some-slow-bookings').stop(context);
    const faults = clinic.asked.filter(({ path }) => path === '/api/chaos').map(({ body }) => JSON.parse(body));
    expect(faults).toEqual([
      { fault: 'slow-bookings', tenantId: 'clinica-lago', rate: 0.2, on: true },
      { fault: 'slow-bookings', tenantId: 'clinica-lago', rate: 0.2, on: false },
    ]);
  });

  it('of failing webhooks sells to a client whom nobody knows, with an event of its own each time', async () => {
    const { clinic, context } = await at((asked) =>
      asked.body.includes('cli-of-the-old-system') ? { status: 404, body: {} } : healthy(asked),
    );
    await incident('webhook-failures').start(context);
    await vi.waitFor(() => expect(clinic.asked.length).toBeGreaterThan(3), { timeout: 5_000 });
    await incident('webhook-failures').stop(context);
    const events = eventsOf(clinic.asked);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(new Set(events.map(({ data }) => data.object.metadata.client_id))).toEqual(new Set(['cli-of-the-old-system']));
  });

  it('of failing webhooks is an error where the clinic takes such a sale', async () => {
    const { context } = await at();
    await expect(incident('webhook-failures').start(context)).rejects.toThrow(
      'answered 200 to a sale to an unknown client, where 404',
    );
  });

  it('of failed invoices fails fifteen at once, and at its end has six paid for each', async () => {
    const { clinic, context } = await at();
    await incident('failed-invoices').start(context);
    const failed = eventsOf(clinic.asked);
    expect(failed.map(({ type }) => type)).toEqual(Array.from({ length: 15 }, () => 'invoice.payment_failed'));
    await incident('failed-invoices').stop(context);
    const paid = eventsOf(clinic.asked).slice(15);
    expect(paid.map(({ type }) => type)).toEqual(Array.from({ length: 90 }, () => 'invoice.paid'));
    expect(new Set([...failed, ...paid].map(({ id }) => id)).size).toBe(105);
  });

  it('of lost revenue ends twelve of fourteen subscriptions, and gives them back', async () => {
    const { clinic, context } = await at();
    await incident('revenue-drop').start(context);
    const ended = eventsOf(clinic.asked);
    await incident('revenue-drop').stop(context);
    const back = eventsOf(clinic.asked).slice(12);
    const ids = subscriptionsOf('bienestar-merida').map(({ id }) => id);
    expect(ids).toHaveLength(14);
    expect(ended.map(({ type, data }) => [type, data.object.status, data.object.id])).toEqual(
      ids.slice(2).map((id) => ['customer.subscription.deleted', 'canceled', id]),
    );
    expect(back.map(({ type, data }) => [type, data.object.status, data.object.id])).toEqual(
      ids.slice(2).map((id) => ['customer.subscription.updated', 'active', id]),
    );
  });

  it('of a log-in spray goes round all clinics but the one that is under attack, from another IPv6 address each time', async () => {
    const { clinic, context } = await at();
    await incident('login-spray').start(context);
    await vi.waitFor(() => expect(clinic.asked.length).toBeGreaterThan(22), { timeout: 10_000 });
    await incident('login-spray').stop(context);
    const round = clinic.asked.slice(0, 11).map(({ clinicId }) => clinicId);
    const others = clinics.map(({ id }) => id).filter((id) => id !== 'clinica-coyoacan');
    expect(round.toSorted()).toEqual(others.toSorted());
    const addresses = clinic.asked.map(({ headers }) => String(headers['x-forwarded-for']));
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.filter((address) => !address.startsWith('2001:db8:bad::'))).toEqual([]);
  });

  it('of privileged actions gives one colleague the role that he has, more than twenty times in ten seconds', async () => {
    const { clinic, context } = await at();
    await incident('privileged-actions').start(context);
    const changes = () => clinic.asked.filter(({ path }) => path === '/api/admin/users/usr-clinica-norte-3/role');
    await vi.waitFor(() => expect(changes().length).toBeGreaterThan(20), { timeout: 10_000 });
    await incident('privileged-actions').stop(context);
    expect(new Set(changes().map(({ body }) => body))).toEqual(new Set(['{"role":"staff"}']));
  });

  it('of a saturated limiter holds the clinic’s own limiter above 80 % from its start to its stop', async () => {
    const { context } = await at((asked) => {
      if (!asked.path.startsWith('/api/slots?')) return healthy(asked);
      try {
        return { ...healthy(asked), headers: { 'ratelimit-remaining': String(takeToken('search', asked.clinicId)) } };
      } catch {
        return { status: 429, body: {}, headers: { 'ratelimit-remaining': '0' } };
      }
    });
    await incident('rate-limiter').start(context);
    const seen: number[] = [];
    await vi.waitFor(
      () => {
        seen.push(saturations().find(({ labels }) => labels.tenant === 'fisio-roma')?.value ?? 0);
        expect(seen.length).toBe(25);
      },
      { interval: 50, timeout: 5_000 },
    );
    await incident('rate-limiter').stop(context);
    expect(Math.min(...seen)).toBeGreaterThan(0.85);
    expect(Math.max(...seen)).toBeLessThanOrEqual(1);
  });
});

describe('the rate limiter', () => {
  it('lets a burst through, then refuses with the seconds to wait, then refills at its rate', () => {
    const { burst, perSecond } = LIMITS.search;
    for (let i = 1; i <= burst; i += 1) expect(takeToken('search', 'a-clinic', 0)).toBe(burst - i);
    expect(() => takeToken('search', 'a-clinic', 0)).toThrow('Too many requests: try again in 1 s.');
    expect(takeToken('search', 'a-clinic', 1_000)).toBe(perSecond - 1);
    expect(saturations(1_000).find(({ labels }) => labels.tenant === 'a-clinic')?.value).toBeCloseTo(
      (burst - perSecond + 1) / burst,
      9,
    );
  });

  it('keeps clinics apart', () => {
    for (let i = 0; i < LIMITS.search.burst; i += 1) takeToken('search', 'a-busy-clinic', 0);
    expect(takeToken('search', 'a-quiet-clinic', 0)).toBe(LIMITS.search.burst - 1);
  });
});
