import { expect, test } from 'vitest';
import { type DurationLiteral, duration, format, formatGo, scaled } from '../../../telemetry/contract/index.ts';

test.each<[DurationLiteral, number]>([
  ['250ms', 250],
  ['15s', 15_000],
  ['5m', 300_000],
  ['30d', 2_592_000_000],
  ['1w', 604_800_000],
])('%s is %d milliseconds', (literal, ms) => {
  expect(duration(literal).ms).toBe(ms);
});

test.each(['0s', '-5m', '5', 'm', '5 m', '5y'])('"%s" is refused with a sentence that says what is allowed', (literal) => {
  expect(() => duration(literal as DurationLiteral)).toThrow(
    `"${literal}" is not a length of time: give a positive number and one of ms, s, m, h, d, w, such as 5m.`,
  );
});

test('at speed 30 five minutes become ten seconds', () => {
  expect(scaled(duration('5m'), 30)).toEqual({ ms: 10_000 });
});

test('at speed 30 fifteen seconds become half a second', () => {
  expect(format(scaled(duration('15s'), 30))).toBe('500ms');
});

test('no speed makes a length vanish', () => {
  expect(scaled(duration('1s'), 1_000_000)).toEqual({ ms: 1 });
});

test.each<[DurationLiteral, string, string]>([
  ['90m', '1h30m', '1h30m'],
  ['30d', '30d', '720h'],
  ['36h', '1d12h', '36h'],
  ['1500ms', '1s500ms', '1s500ms'],
])('%s is written %s for Prometheus and %s for Go', (literal, prometheus, go) => {
  expect(format(duration(literal))).toBe(prometheus);
  expect(formatGo(duration(literal))).toBe(go);
});
