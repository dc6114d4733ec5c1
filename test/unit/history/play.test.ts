import { describe, expect, it } from 'vitest';
import { lastHours } from '../../support/history/index.ts';
import { type Emit, play } from '../../support/history/play.ts';
import { type SyntheticTenant, syntheticTenants } from '../../support/history/tenants.ts';

const START = Date.UTC(2025, 10, 20) / 1_000;
const SPAN = { start: START, days: 7, step: 120 };

const flat: SyntheticTenant = {
  name: 'flat',
  traffic: 'flat',
  perHour: 600,
  failing: 0.01,
  outages: [],
  restarts: [],
  phase: 0.5,
  seed: 1,
};

type Sample = Parameters<Emit>[0];

function played(tenant: SyntheticTenant, span: Parameters<typeof play>[1] = SPAN) {
  const samples: Sample[] = [];
  const truth = play(tenant, span, (sample) => samples.push(sample));
  return { samples, ...lastHours(truth, span.days * 24) };
}

const last = (samples: readonly Sample[], status: string) => samples.findLast((sample) => sample.status === status)?.value;

describe('a synthetic history', () => {
  it('is the same every time', () => {
    const day = { ...SPAN, days: 1 };
    expect(played(flat, day)).toEqual(played(flat, day));
  });

  it('has the traffic and the failures that it says: 600 an hour for 168 hours, 1 % of them bad', () => {
    const { good, bad } = played(flat);
    expect((good + bad) / 100_800).toBeCloseTo(1, 1);
    expect(bad / (good + bad)).toBeCloseTo(0.01, 2);
  });

  it('counts in its last sample every request but those of the last minute, which no scrape saw', () => {
    const { samples, good, bad } = played(flat);
    const seen = (last(samples, '2xx') ?? 0) + (last(samples, '5xx') ?? 0);
    expect(good + bad - seen).toBeGreaterThan(0);
    expect(good + bad - seen).toBeLessThan(40);
  });

  it('loses at a crash what was counted since the last scrape, and nothing at a deployment', () => {
    const [crashed = 0, deployed = 0] = (['crash', 'deployment'] as const).map((kind) => {
      const { samples } = played({ ...flat, restarts: [{ at: 43_200, kind }] }, { ...SPAN, days: 1 });
      const noon = samples.findIndex(({ at, instance }) => at > START + 43_200 || instance === 'web-1');
      return (['2xx', '5xx'] as const).reduce((sum, status) => sum + (last(samples.slice(0, noon), status) ?? 0), 0);
    });
    expect(deployed - crashed).toBeGreaterThan(0);
    expect(deployed - crashed).toBeLessThan(40);
  });

  it('has no sample in its gap', () => {
    const { samples } = played(flat, { ...SPAN, gap: [10, 11] });
    expect(samples.filter(({ at }) => at >= START + 36_000 && at < START + 39_600)).toEqual([]);
  });

  it('has a fifth of quiet tenants, a request an hour or less, and a busiest one of 20,000', () => {
    const tenants = syntheticTenants(300, { days: 35, seed: 5 });
    const quiet = tenants.filter(({ traffic }) => traffic === 'quiet');
    expect(quiet).toHaveLength(60);
    expect(quiet.every(({ perHour }) => perHour <= 1)).toBe(true);
    expect(Math.max(...tenants.map(({ perHour }) => perHour))).toBe(20_000);
  });
});
