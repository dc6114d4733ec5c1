import { describe, expect, it } from 'vitest';
import { momentOf, timeTicks, valueAxis } from '../../../pictures/draw/axis.ts';

const at = (text: string) => Date.parse(text);

describe('an axis of values', () => {
  it('has round values, as many as there is room for at most, and ends above what it shows', () => {
    expect(valueAxis(0, 8.3, 'count', 5).ticks).toEqual([0, 2, 4, 6, 8, 10]);
    expect(valueAxis(0, 103, 'requestsPerSecond', 4)).toMatchObject({ min: 0, max: 150, step: 50 });
    expect(valueAxis(-0.62, 0.98, 'ratio', 5).ticks).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  it('is divided as its unit is: bytes in powers of two, long times in minutes, hours and days', () => {
    expect(valueAxis(0, 700 * 1024 ** 2, 'bytes', 4).step).toBe(256 * 1024 ** 2);
    expect(valueAxis(0, 400, 'seconds', 4).step).toBe(120);
    expect(valueAxis(0, 50_000, 'seconds', 4).step).toBe(21_600);
    expect(valueAxis(0, 1_000_000, 'seconds', 4).step).toBe(5 * 86_400);
  });

  it('ends where the panel says that nothing can be above', () => {
    expect(valueAxis(0, 0.7, 'ratio', 3, 1)).toMatchObject({ min: 0, max: 1, ticks: [0, 0.5, 1] });
  });
});

describe('an axis of times', () => {
  it('has full hours over six hours, in UTC', () => {
    const ticks = timeTicks(at('2026-03-01T08:10:00Z'), at('2026-03-01T14:10:00Z'), 6);
    expect(ticks.map(({ label }) => label)).toEqual(['09:00', '10:00', '11:00', '12:00', '13:00', '14:00']);
  });

  it('names a day where it begins, and seconds where they are told apart', () => {
    const night = timeTicks(at('2026-02-28T18:00:00Z'), at('2026-03-01T06:00:00Z'), 4);
    expect(night.map(({ label }) => label)).toEqual(['18:00', '21:00', '1 Mar', '03:00', '06:00']);
    const minute = timeTicks(at('2026-03-01T08:00:00Z'), at('2026-03-01T08:01:00Z'), 4);
    expect(minute.map(({ label }) => label)).toEqual(['08:00:00', '08:00:15', '08:00:30', '08:00:45', '08:01:00']);
  });

  it('is empty where no time passes', () => {
    expect(timeTicks(5, 5, 4)).toHaveLength(0);
  });
});

it('A moment has its day only where more than one day is shown.', () => {
  const moment = at('2026-03-01T14:05:09Z');
  expect(momentOf(moment, { from: moment - 3_600_000, to: moment })).toBe('14:05:09');
  expect(momentOf(moment, { from: moment - 30 * 86_400_000, to: moment })).toBe('1 Mar 14:05');
});
