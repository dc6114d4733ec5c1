/**
 * Plays a tenant's history: every request falls into a stretch of time, a process counts it, a scrape reads the counters. What is
 * true (the requests) and what is seen (the samples) come out side by side.
 */
import { seededRandom } from '../random.ts';
import { binomial, poisson } from './counts.ts';
import type { SyntheticTenant } from './tenants.ts';

export type Status = '2xx' | '5xx';

/** One sample of a counter. A counter appears with its first event, as those of OpenTelemetry do. */
export type Emit = (sample: {
  readonly tenant: string;
  readonly status: Status;
  readonly instance: string;
  readonly value: number;
  /** Unix time in seconds. */
  readonly at: number;
}) => void;

export interface Span {
  /** Unix time in seconds at which the history starts: a whole hour. */
  readonly start: number;
  readonly days: number;
  /** Seconds between two scrapes: a divisor of an hour. */
  readonly step: number;
  /** Hours since the start in which nothing was scraped, of anybody. */
  readonly gap?: readonly [fromHour: number, toHour: number];
}

/** The requests of every hour, whether a scrape saw them or not. */
export interface Truth {
  readonly good: Float64Array;
  readonly bad: Float64Array;
}

/** Samples in the order of time; returns what they should add up to. */
export function play(tenant: SyntheticTenant, { start, days, step, gap: [gapFrom, gapTo] = [0, 0] }: Span, emit: Emit): Truth {
  const random = seededRandom(tenant.seed);
  const hours = days * 24;
  const truth: Truth = { good: new Float64Array(hours), bad: new Float64Array(hours) };
  const shape = weekShape(tenant);
  const before = Math.round(tenant.phase * step);
  const restarts = tenant.restarts.map(({ at, kind }) => ({ step: Math.round(at / step), kind }));
  let counts = { '2xx': 0, '5xx': 0 };
  let instances = 0;
  let next = 0;

  const scrape = (second: number) => {
    if (second >= gapFrom * 3_600 && second < gapTo * 3_600) return;
    for (const status of ['2xx', '5xx'] as const) {
      const value = counts[status];
      if (value > 0) emit({ tenant: tenant.name, status, instance: `web-${instances}`, value, at: start + second });
    }
  };
  const happen = (from: number, seconds: number) => {
    const hour = Math.floor(from / 3_600);
    const requests = poisson(random, ((shape[Math.floor(start / 3_600 + hour) % shape.length] ?? 0) * seconds) / 3_600);
    if (requests === 0) return;
    const bad = binomial(random, requests, failingAt(tenant, from / 3_600));
    counts['5xx'] += bad;
    counts['2xx'] += requests - bad;
    truth.bad[hour] = (truth.bad[hour] ?? 0) + bad;
    truth.good[hour] = (truth.good[hour] ?? 0) + requests - bad;
  };

  for (let i = 0; i < (hours * 3_600) / step; i++) {
    for (; restarts[next] && (restarts[next]?.step ?? 0) <= i; next++) {
      const deployed = restarts[next]?.kind === 'deployment';
      if (deployed) scrape(i * step);
      if (deployed) instances++;
      counts = { '2xx': 0, '5xx': 0 };
    }
    happen(i * step, before);
    scrape(i * step + before);
    happen(i * step + before, step - before);
  }
  return truth;
}

/** Requests an hour in each hour of a week that begins on a Thursday, as Unix time does. */
export function weekShape({ traffic, perHour }: Pick<SyntheticTenant, 'traffic' | 'perHour'>): number[] {
  const weights = Array.from({ length: 168 }, (_, hour) => {
    if (traffic !== 'office') return 1;
    const day = (Math.floor(hour / 24) + 3) % 7;
    const open = hour % 24 >= 8 && hour % 24 < 20;
    if (!open) return 0.005;
    return day < 5 ? 1 : day === 5 ? 0.3 : 0.01;
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => (perHour * 168 * weight) / sum);
}

function failingAt({ failing, outages }: SyntheticTenant, hour: number): number {
  return outages.reduce(
    (share, { fromHour, toHour, failing: of }) => (hour >= fromHour && hour < toHour ? Math.max(share, of) : share),
    failing,
  );
}
