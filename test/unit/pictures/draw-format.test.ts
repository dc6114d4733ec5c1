import { describe, expect, it } from 'vitest';
import { UNITS, type Unit } from '../../../dashboards/units.ts';
import { format, formatTicks } from '../../../pictures/draw/format.ts';

describe('a value', () => {
  it.each<[number, Unit, string]>([
    [0, 'count', '0'],
    [7, 'count', '7'],
    [1_234, 'count', '1.2 k'],
    [999_960, 'count', '1 M'],
    [8_300_000_000_000, 'count', '8.3 T'],
    [2.5, 'count', '2.5'],
    [0.031, 'ratio', '3.1 %'],
    [0.00042, 'ratio', '0.042 %'],
    [-0.41, 'ratio', '−41 %'],
    [1, 'ratio', '100 %'],
    [0.5, 'ratio', '50 %'],
    [12.5, 'ratio', '1250 %'],
    [250, 'ratio', '25 k %'],
    [3e20, 'count', '3.0e20'],
    [0.045, 'seconds', '45 ms'],
    [0.00002, 'seconds', '20 µs'],
    [1.52, 'seconds', '1.5 s'],
    [0, 'seconds', '0 s'],
    [59.97, 'seconds', '1 min'],
    [125, 'seconds', '2 min 5 s'],
    [7_500, 'seconds', '2 h 5 min'],
    [3_599.7, 'seconds', '1 h'],
    [86_399, 'seconds', '1 d'],
    [180_000, 'seconds', '2 d 2 h'],
    [9_000_000, 'seconds', '104 d'],
    [12.34, 'days', '12.3 d'],
    [0.2, 'days', '4 h 48 min'],
    [0, 'days', '0 d'],
    [512, 'bytes', '512 B'],
    [1_395_864_371, 'bytes', '1.3 GiB'],
    [12.34, 'requestsPerSecond', '12.3 req/s'],
    [1_234, 'requestsPerSecond', '1.2 k req/s'],
    [0.034, 'requestsPerSecond', '0.034 req/s'],
    [200, 'recordsPerSecond', '200 /s'],
    [0.25, 'cores', '0.25 cores'],
    [1, 'cores', '1 core'],
    [14.4, 'times', '14.4 ×'],
    [1_234_567.4, 'money', '1,234,567'],
    [-89_012, 'money', '−89,012'],
    [3e9, 'money', '3 G'],
  ])('of %f %s reads "%s"', (value, unit, expected) => {
    expect(format(value, unit)).toBe(expected);
  });

  it('of nearly all is never rounded to all: every nine counts', () => {
    expect([0.995, 0.9995, 0.99953, 0.99996, 0.9999999].map((value) => format(value, 'ratio'))).toEqual([
      '99.5 %',
      '99.95 %',
      '99.953 %',
      '99.996 %',
      '99.9999 %',
    ]);
  });

  it('that is none reads the same in every unit, and one without end has no digits', () => {
    for (const unit of Object.keys(UNITS) as Unit[]) {
      expect([unit, format(Number.NaN, unit), format(Number.POSITIVE_INFINITY, unit)]).toEqual([unit, '–', '∞']);
    }
    expect(format(Number.NEGATIVE_INFINITY, 'days')).toBe('−∞');
  });
});

describe('the names of an axis', () => {
  it.each<[readonly number[], Unit, readonly string[]]>([
    [[0, 500, 1_000, 1_500], 'count', ['0', '0.5 k', '1 k', '1.5 k']],
    [[1_000, 1_002, 1_004], 'count', ['1,000', '1,002', '1,004']],
    [[0.9995, 0.9996, 0.9997], 'ratio', ['99.95 %', '99.96 %', '99.97 %']],
    [[-1, -0.5, 0, 0.5], 'ratio', ['−100 %', '−50 %', '0 %', '50 %']],
    [[0, 0.2, 0.4], 'seconds', ['0', '200 ms', '400 ms']],
    [[0, 0.5, 1], 'seconds', ['0', '0.5 s', '1 s']],
    [[0, 20, 40, 60, 80], 'seconds', ['0', '20 s', '40 s', '60 s', '80 s']],
    [[0, 21_600, 43_200], 'seconds', ['0', '6 h', '12 h']],
    [[0, 268_435_456, 536_870_912], 'bytes', ['0', '256 MiB', '512 MiB']],
    [[0, 200, 400], 'ratio', ['0 %', '20 k %', '40 k %']],
    [[0, 5_000, 10_000], 'money', ['0', '5,000', '10,000']],
    [[0, 0.5, 1], 'cores', ['0', '0.5 cores', '1 core']],
  ])('of %j %s differ from one another, and have one scale', (ticks, unit, expected) => {
    expect(formatTicks(ticks, unit)).toEqual(expected);
  });
});
