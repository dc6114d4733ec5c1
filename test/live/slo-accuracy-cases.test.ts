/** What resets, gaps, births and a short history do to a budget: cases small enough to count on paper, recorded by the real rules on a real Prometheus. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backfillScripts, type ScriptedTenant } from '../support/history/scripted.ts';
import { type Recorded, recordObjectives } from '../support/history/slo-rules.ts';

const DAYS = 31;
const START = Date.UTC(2025, 10, 20) / 1_000;
const END = START + DAYS * 86_400;

const at = (hour: number, minute = 0) => hour * 60 + minute;
const hourOf = (minute: number) => Math.floor(minute / 60);

/** The same requests at half past every hour, and others at single minutes. */
function hourly(usual: Requests, others: Readonly<Record<number, Requests>> = {}): ScriptedTenant['requests'] {
  return (minute) => others[minute] ?? (minute % 60 === 30 ? usual : undefined);
}

type Requests = readonly [good: number, bad: number];

/** The period is hours 24 to 743 of the history. */
const TENANTS = {
  'three-days-old': { requests: (minute) => (hourOf(minute) >= 672 && minute % 60 === 30 ? [399, 1] : undefined) },
  reset: {
    requests: hourly([100, 0], { [at(0, 30)]: [99, 1], [at(700, 10)]: [0, 60], [at(700, 40)]: [7_920, 20] }),
    crashes: [at(700, 20)],
  },
  'gap-in-an-hour': { requests: hourly([100, 0], { [at(700, 30)]: [28, 72] }), gap: [at(700, 5), at(700, 45)] },
  'gap-over-the-hour': { requests: everyTwenty, gap: [at(700, 40), at(701, 20)] },
  'gap-after-a-deployment': { requests: everyTwenty, gap: [at(700, 40), at(701, 20)], deployments: [at(698)] },
  'only-errors': { requests: hourly([0, 1]) },
  silent: { requests: (minute) => (minute === 10 ? [500, 0] : undefined) },
  'first-error': { requests: hourly([1, 0], { [at(500, 15)]: [279, 1] }) },
  'deployed-daily': {
    requests: (minute) => (minute % 60 !== 30 ? undefined : hourOf(minute) % 24 === 12 ? [244, 6] : [250, 0]),
    deployments: Array.from({ length: DAYS }, (_, day) => at(day * 24 + 12)),
  },
  'crash-loop': {
    requests: (minute) =>
      hourOf(minute) === 300 ? (minute % 10 === 5 ? [8, 12] : undefined) : minute % 60 === 30 ? [100, 0] : undefined,
    deployments: [0, 10, 20, 30, 40, 50, 60].map((minute) => at(300, minute)),
  },
} satisfies Record<string, ScriptedTenant>;

function everyTwenty(minute: number): Requests | undefined {
  return minute % 20 === 10 ? [100, 0] : undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'vigia-accuracy-cases-'));
let recorded: ReadonlyMap<string, Recorded>;

beforeAll(async () => {
  await backfillScripts(folder, TENANTS, { start: START, days: DAYS });
  recorded = await recordObjectives(folder, END, DAYS);
}, 200_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (tenant: keyof typeof TENANTS) => {
  const { good, total, ratio = Number.NaN, remaining = Number.NaN } = recorded.get(tenant) ?? {};
  return { good, total, ratio: Number(ratio.toFixed(9)), remaining: Number(remaining.toFixed(6)) };
};

describe('the budget of 30 days', () => {
  it('is that of the requests so far, for a tenant of three days', () => {
    expect(of('three-days-old')).toEqual({ good: 28_728, total: 28_800, ratio: 0.0025, remaining: 0.5 });
  });

  it('counts on where a process crashes inside an hour and its counters begin again', () => {
    expect(of('reset')).toEqual({ good: 79_920, total: 80_000, ratio: 0.001, remaining: 0.8 });
  });

  it('loses nothing to forty minutes without data inside an hour, not even errors whose series was born in them', () => {
    expect(of('gap-in-an-hour')).toEqual({ good: 71_928, total: 72_000, ratio: 0.001, remaining: 0.8 });
  });

  it('loses of a gap over the hour what fell into it, and nothing else: 2 x 100 of 216,000', () => {
    expect(of('gap-over-the-hour')).toEqual({ good: 215_800, total: 215_800, ratio: 0, remaining: 1 });
  });

  it('counts nothing twice after a gap, though the process is younger than a day', () => {
    expect(of('gap-after-a-deployment')).toEqual({ good: 215_800, total: 215_800, ratio: 0, remaining: 1 });
  });

  it('is overspent 199 times by a tenant that has only errors', () => {
    expect(of('only-errors')).toEqual({ good: 0, total: 720, ratio: 1, remaining: -199 });
  });

  it('has no ratio, rather than NaN, for a tenant without a request', () => {
    expect(recorded.get('silent')).toEqual({ good: 0, total: 0, ratio: undefined, remaining: undefined });
  });

  it('counts the one error whose series is born with it', () => {
    expect(of('first-error')).toEqual({ good: 999, total: 1_000, ratio: 0.001, remaining: 0.8 });
  });

  it('counts every request of the new instances of a daily deployment', () => {
    expect(of('deployed-daily')).toEqual({ good: 179_820, total: 180_000, ratio: 0.001, remaining: 0.8 });
  });

  it('counts processes that live for ten minutes: 6 x 20 requests, 12 of them errors', () => {
    expect(of('crash-loop')).toEqual({ good: 71_948, total: 72_020, ratio: 0.000999722, remaining: 0.800056 });
  });
});
