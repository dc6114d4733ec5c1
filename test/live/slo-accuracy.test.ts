/**
 * How exact the recorded objectives are, on a real Prometheus: 35 days of 300 tenants against what the generator of the history knows.
 *
 * The history is scraped every two minutes, production every 15 seconds. That is quicker, and it is the harder case: what a counter can
 * miss is what lies between its last scrape and the end of its process, or of the window, and that is eight times as long here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Comparison, compare, meanOfRatios, plainHourly, table } from '../support/history/compare.ts';
import { backfillRequests, lastHours } from '../support/history/index.ts';
import { recordObjectives } from '../support/history/slo-rules.ts';
import { syntheticTenants } from '../support/history/tenants.ts';
import { startPrometheus } from '../support/prometheus.ts';

const TENANTS = 300;
const DAYS = 35;
const PERIOD_DAYS = 30;
/** Of `api-availability`: 0.5 percentage points. */
const ALLOWED = 0.005;
const START = Date.UTC(2025, 10, 20) / 1_000;
const END = START + DAYS * 86_400;
/** Nothing was scraped for forty minutes of one afternoon. */
const GAP = [12 * 24 + 13.7, 12 * 24 + 14.4] as const;

const folder = mkdtempSync(join(tmpdir(), 'vigia-accuracy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('30 days of 300 tenants', () => {
  let ours: Comparison;
  let others: readonly Comparison[];

  beforeAll(async () => {
    const tenants = syntheticTenants(TENANTS, { days: DAYS, seed: 5 });
    const truths = await backfillRequests(folder, tenants, { start: START, days: DAYS, step: 120, gap: GAP });
    const truth = new Map(
      [...truths].flatMap(([tenant, counts]) => {
        const { good, bad } = lastHours(counts, PERIOD_DAYS * 24);
        return good + bad > 0 ? [[tenant, bad / (good + bad)] as const] : [];
      }),
    );
    const recorded = await recordObjectives(folder, END, DAYS);
    ours = compare('recorded by the rules', new Map([...recorded].map(([tenant, { ratio }]) => [tenant, ratio])), truth, ALLOWED);
    const server = await startPrometheus(folder);
    try {
      others = [
        compare('hourly increase(), not anchored', await plainHourly(server, END, PERIOD_DAYS), truth, ALLOWED),
        compare('mean of 5-minute ratios', await meanOfRatios(server, END, PERIOD_DAYS, 'kept'), truth, ALLOWED),
        compare('the same, NaN dropped', await meanOfRatios(server, END, PERIOD_DAYS, 'dropped'), truth, ALLOWED),
      ];
    } finally {
      await server.stop();
    }
    console.log(`\n${table([ours, ...others])}\n`);
  }, 400_000);

  it('are right to 0.02 percentage points, for every tenant', () => {
    expect(ours.largest).toBeLessThanOrEqual(0.02);
  });

  it('are a number for every tenant that had a request', () => {
    expect(ours.none).toBe(0);
  });

  it('say of every tenant on which side of its objective it is', () => {
    expect(ours.flips).toBe(0);
  });

  it('are hard: the usual forms get tenants wrong on the same data', () => {
    const [plain, mean, dropped] = others;
    expect(plain?.flips).toBeGreaterThan(0);
    expect(mean?.none).toBeGreaterThan(TENANTS / 2);
    expect(dropped?.flips).toBeGreaterThan(0);
  });
});
