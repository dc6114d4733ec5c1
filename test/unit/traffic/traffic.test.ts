import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { clinics } from '../../../local/clinic/db/fixtures.ts';
import { type Counts, total } from '../../../local/traffic/counts.ts';
import { startTraffic } from '../../../local/traffic/traffic.ts';
import { type Asked, type FakeClinic, fakeClinic, healthy } from './fake-clinic.ts';

const FAST = { webhookSecret: 'whsec_test', ratePerSecond: 400 };
/** Generous: these wait for a number of requests, on a machine that may be busy. */
const PATIENCE = { timeout: 30_000 };

describe('everyday traffic', () => {
  let counts: Counts;
  let asked: readonly Asked[];

  beforeAll(async () => {
    const clinic = await fakeClinic();
    const traffic = startTraffic({ ...FAST, baseUrl: clinic.baseUrl });
    await vi.waitFor(() => expect(clinic.asked.length).toBeGreaterThan(1_500), PATIENCE);
    counts = await traffic.stop();
    asked = clinic.asked;
    await clinic.close();
  }, 40_000);

  it.each(clinics.map(({ id }) => ({ id })))('counts for $id exactly what the clinic was asked', ({ id }) => {
    const mine = asked.filter(({ clinicId }) => clinicId === id);
    const counted = counts.get(id);
    expect(counted?.requests).toBe(mine.length);
    expect(counted?.bookings).toBe(mine.filter(({ path }) => path === '/api/reservations').length);
    expect(counted?.updates).toBe(mine.filter(({ method }) => method === 'PATCH').length);
    expect(counted?.cancellations).toBe(mine.filter(({ method }) => method === 'DELETE').length);
    expect(counted?.logins).toBe(mine.filter(({ path }) => path === '/api/auth/login').length);
    expect(counted?.deliveries).toBe(mine.filter(({ path }) => path === '/api/stripe/webhook').length);
  });

  it('gives every clinic at least one request in fifty, and bookings', () => {
    expect([...counts.keys()].toSorted()).toEqual(clinics.map(({ id }) => id).toSorted());
    for (const { requests, bookings } of counts.values()) {
      expect(requests).toBeGreaterThan(1_500 / 50);
      expect(bookings).toBeGreaterThan(0);
    }
  });

  it('holds nothing that an alert is about: no refusal, no server error, no event delivered twice', () => {
    const events = asked.filter(({ path }) => path === '/api/stripe/webhook').map(({ body }) => JSON.parse(body).id);
    expect(events.length).toBeGreaterThan(10);
    expect(new Set(events).size).toBe(events.length);
    expect(total(counts).status).toEqual({ '2xx': asked.length, '3xx': 0, '4xx': 0, '5xx': 0 });
  });

  it('never asks for a reservation of another clinic', () => {
    const read = asked.filter(({ path }) => path.startsWith('/api/reservations/'));
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter(({ path, clinicId }) => !path.endsWith(`res-of-${clinicId}`))).toEqual([]);
  });
});

/** Waits in real time; `vi.waitFor` would move the fake clock on. */
async function answered(counts: Counts, requests: number): Promise<void> {
  while (total(counts).requests < requests) await new Promise((resolve) => setImmediate(resolve));
}

describe('traffic', () => {
  let clinic: FakeClinic;
  afterEach(async () => {
    vi.useRealTimers();
    await clinic.close();
  });

  it('makes as many requests as its rate says', async () => {
    clinic = await fakeClinic();
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    const { counts, stop } = startTraffic({ ...FAST, ratePerSecond: 50, baseUrl: clinic.baseUrl });
    for (let tenths = 1; tenths <= 20; tenths += 1) {
      vi.advanceTimersByTime(100);
      await answered(counts, 5 * tenths);
    }
    await stop();
    expect(clinic.asked.length).toBe(100);
  });

  it('grows to its rate over the time that it is given', async () => {
    clinic = await fakeClinic();
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    const { counts, stop } = startTraffic({ ...FAST, ratePerSecond: 50, rampUpSeconds: 2, baseUrl: clinic.baseUrl });
    // Tenths of a second, so that no clinic has more requests at once than desks.
    for (const due of [0, 0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21, 24, 28, 32, 36, 40, 45, 50]) {
      vi.advanceTimersByTime(100);
      await answered(counts, due);
      expect(clinic.asked.length).toBe(due);
    }
    await stop();
  });

  it('mistypes a password twice in the first 65 seconds, over all clinics', async () => {
    clinic = await fakeClinic();
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    const { counts, stop } = startTraffic({ ...FAST, ratePerSecond: 2, baseUrl: clinic.baseUrl });
    for (let seconds = 1; seconds <= 65; seconds += 1) {
      vi.advanceTimersByTime(1_000);
      await answered(counts, 2 * seconds);
    }
    await stop();
    expect(total(counts).failedLogins).toBe(2);
  });

  it('does not make up for a pause of its own process with a burst', async () => {
    clinic = await fakeClinic();
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    const traffic = startTraffic({ ...FAST, ratePerSecond: 50, baseUrl: clinic.baseUrl });
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 60_000);
    vi.advanceTimersByTime(20);
    await traffic.stop();
    vi.restoreAllMocks();
    expect(clinic.asked.length).toBeGreaterThan(0);
    expect(clinic.asked.length).toBeLessThanOrEqual(50);
  });

  it('stops asking a clinic that does not answer once six desks wait for it', async () => {
    clinic = await fakeClinic(() => 'never');
    const { stop } = startTraffic({ ...FAST, baseUrl: clinic.baseUrl });
    const waiting = () =>
      Map.groupBy(
        clinic.asked.filter(({ path }) => path === '/api/auth/login'),
        ({ clinicId }) => clinicId,
      );
    await vi.waitFor(() => expect(waiting().get('clinica-bahia')?.length).toBe(6), PATIENCE);
    expect([...waiting().values()].map(({ length }) => length).filter((desks) => desks > 6)).toEqual([]);
    await clinic.close();
    await stop();
    clinic = await fakeClinic();
  }, 40_000);

  it('counts a server error as an answer, and goes on', async () => {
    clinic = await fakeClinic((asked) => (asked.path === '/api/reservations' ? { status: 500, body: {} } : healthy(asked)));
    const { counts, stop } = startTraffic({ ...FAST, baseUrl: clinic.baseUrl });
    await vi.waitFor(() => expect(total(counts).status['5xx']).toBeGreaterThan(20), PATIENCE);
    await stop();
    const { status, bookings, requests } = total(counts);
    expect(status['5xx'] + status['2xx']).toBe(requests);
    expect(bookings).toBe(0);
  }, 40_000);

  it('counts a broken connection apart from the answers, and is back once the clinic is', async () => {
    let away = false;
    clinic = await fakeClinic((asked) => (away ? undefined : healthy(asked)));
    const { counts, stop } = startTraffic({ ...FAST, baseUrl: clinic.baseUrl });
    await vi.waitFor(() => expect(total(counts).requests).toBeGreaterThan(50), PATIENCE);
    away = true;
    await vi.waitFor(() => expect(total(counts).unanswered).toBeGreaterThan(20), PATIENCE);
    away = false;
    const before = total(counts).requests;
    await vi.waitFor(() => expect(total(counts).requests).toBeGreaterThan(before + 50), PATIENCE);
    await stop();
    expect(total(counts).unanswered).toBeGreaterThan(20);
  }, 100_000);

  it('has every request answered and starts none once it is stopped, by its signal too', async () => {
    clinic = await fakeClinic();
    const ending = new AbortController();
    const { counts, stop } = startTraffic({ ...FAST, baseUrl: clinic.baseUrl, signal: ending.signal });
    await vi.waitFor(() => expect(clinic.asked.length).toBeGreaterThan(50), PATIENCE);
    ending.abort();
    await stop();
    expect(total(counts).requests).toBe(clinic.asked.length);
  }, 40_000);

  it('tells once a second what was done', async () => {
    clinic = await fakeClinic();
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    const seen: number[] = [];
    const { stop } = startTraffic({ ...FAST, baseUrl: clinic.baseUrl, onStats: ({ seconds }) => seen.push(seconds) });
    vi.advanceTimersByTime(3_000);
    await stop();
    expect(seen).toEqual([1, 2, 3]);
  });
});
