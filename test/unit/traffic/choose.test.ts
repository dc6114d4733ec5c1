import { describe, expect, it } from 'vitest';
import { anyOf, shares, weighted } from '../../../local/traffic/choose.ts';

describe('shares', () => {
  it('give the first of twelve clinics under a quarter and the last at least one request in twenty-five', () => {
    const portions = shares(12);
    expect(portions[0]).toBeCloseTo(0.231, 3);
    expect(portions.at(-1)).toBeCloseTo(0.0405, 4);
    expect(portions.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('fall from each clinic to the next', () => {
    const portions = shares(12);
    expect(portions).toEqual(portions.toSorted((a, b) => b - a));
    expect(new Set(portions).size).toBe(12);
  });
});

describe('weighted', () => {
  it('chooses each item over its own stretch of chance', () => {
    const pick = (at: number) => weighted(['a', 'b', 'c'], [0.5, 0.3, 0.2], () => at);
    expect([0, 0.49, 0.5, 0.79, 0.8, 0.99].map(pick)).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
  });
});

describe('anyOf', () => {
  it('chooses nothing of nothing', () => {
    expect(anyOf([], () => 0.5)).toBeUndefined();
  });

  it('reaches the first and the last', () => {
    expect([anyOf(['a', 'b', 'c'], () => 0), anyOf(['a', 'b', 'c'], () => 0.999)]).toEqual(['a', 'c']);
  });
});
