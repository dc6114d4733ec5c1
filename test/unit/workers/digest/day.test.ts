import { describe, expect, test } from 'vitest';
import { lastDay } from '../../../../workers/digest/day.ts';

const day = (now: string, hour = 7, timeZone = 'America/Mexico_City') => {
  const { date, from, to } = lastDay(Date.parse(now), hour, timeZone);
  return [date, new Date(from).toISOString(), new Date(to).toISOString()];
};

describe('the day of a digest', () => {
  test('ends at the last hour that has struck, in the zone of the clinic', () => {
    const expected = ['2026-11-23', '2026-11-22T13:00:00.000Z', '2026-11-23T13:00:00.000Z'];
    expect(day('2026-11-23T13:05:00Z')).toEqual(expected);
    expect(day('2026-11-23T13:00:00Z')).toEqual(expected);
    expect(day('2026-11-24T12:59:59Z')).toEqual(expected);
  });

  test('is the one before until the hour strikes', () => {
    expect(day('2026-11-23T12:59:59Z')).toEqual(['2026-11-22', '2026-11-21T13:00:00.000Z', '2026-11-22T13:00:00.000Z']);
  });

  test('ends at the hour of the clock, though the clocks change within hours of it', () => {
    expect(day('2026-03-29T12:00:00Z', 1, 'Europe/Madrid')).toEqual([
      '2026-03-29',
      '2026-03-28T00:00:00.000Z',
      '2026-03-29T00:00:00.000Z',
    ]);
  });

  test('has the date of the zone, not of Greenwich', () => {
    expect(day('2026-11-23T05:30:00Z', 23)).toEqual(['2026-11-22', '2026-11-22T05:00:00.000Z', '2026-11-23T05:00:00.000Z']);
  });

  test('has 23 hours where the clocks go forward, and 25 where they go back: no moment is left out or told twice', () => {
    expect(day('2026-03-29T06:00:00Z', 7, 'Europe/Madrid')).toEqual([
      '2026-03-29',
      '2026-03-28T06:00:00.000Z',
      '2026-03-29T05:00:00.000Z',
    ]);
    expect(day('2026-10-25T08:00:00Z', 7, 'Europe/Madrid')).toEqual([
      '2026-10-25',
      '2026-10-24T05:00:00.000Z',
      '2026-10-25T06:00:00.000Z',
    ]);
  });

  test('begins where the one before ended, at any hour of any day of a year', () => {
    for (const [timeZone, hour] of [
      ['America/Mexico_City', 7],
      ['Europe/Madrid', 2],
      ['America/Santiago', 0],
      ['Asia/Kolkata', 23],
    ] as const) {
      for (let n = 0; n < 366; n += 1) {
        const now = Date.parse('2026-01-01T12:34:56Z') + n * 86_400_000;
        const { from, to } = lastDay(now, hour, timeZone);
        expect(to, timeZone).toBeLessThanOrEqual(now);
        expect(lastDay(to - 1, hour, timeZone).to, `${timeZone} ${new Date(now).toISOString()}`).toBe(from);
      }
    }
  });
});
