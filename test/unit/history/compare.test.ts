import { describe, expect, it } from 'vitest';
import { compare, table } from '../../support/history/compare.ts';

const TRUTH = new Map([
  ['right', 0.001],
  ['near', 0.004],
  ['flipped', 0.006],
  ['nan', 0.002],
  ['missing', 0.003],
]);
const GOT = new Map([
  ['right', 0.001],
  ['near', 0.0041],
  ['flipped', 0.0048],
  ['nan', Number.NaN],
]);

describe('the comparison with the truth', () => {
  it('counts tenants without a number apart, and errors in percentage points', () => {
    const { largest, median, none, flips } = compare('a form', GOT, TRUTH, 0.005);
    expect(largest).toBeCloseTo(0.12, 9);
    expect(median).toBeCloseTo(0.01, 9);
    expect(none).toBe(2);
    expect(flips).toBe(1);
  });

  it('is printed as a table', () => {
    expect(table([compare('a form', GOT, TRUTH, 0.005)]).split('\n')).toEqual([
      'form    largest error (points)  median   NaN or missing  verdicts flipped',
      'a form  0.1200                  0.01000  2               1',
    ]);
  });
});
