import { afterEach, expect, test, vi } from 'vitest';
import { isoTimestamp } from '../../../telemetry/runtime/log/clock.ts';
import { seededRandom } from '../../support/random.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('the clock writes what Date writes, at any moment, forwards and backwards', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const random = seededRandom(7);
  const start = Date.parse('2026-12-31T23:59:58.990Z');
  const moments = [0, 0, 9, 10, 11, 999, 1_009, 1_010, 2_010, 10, ...Array.from({ length: 500 }, () => random.below(5_000))];
  for (const moment of moments) {
    vi.setSystemTime(start + moment);
    expect(isoTimestamp()).toBe(new Date(start + moment).toISOString());
  }
});
