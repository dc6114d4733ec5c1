import { expect, it } from 'vitest';
import { lineThrough } from '../../../infra/sizing/least-squares.ts';

it('finds the base and the price of each kind of work that the observations were made of', () => {
  const cost = (lines: number, spans: number) => 5 + 0.25 * lines + 0.002 * spans;
  const observations = [
    [0, 0],
    [40, 400],
    [80, 800],
    [500, 10],
  ].map(([lines = 0, spans = 0]) => ({ work: [lines, spans], cost: cost(lines, spans) }));
  const { base, each } = lineThrough(observations, 2);
  expect(base).toBeCloseTo(5);
  expect(each[0]).toBeCloseTo(0.25);
  expect(each[1]).toBeCloseTo(0.002);
});

it('goes between observations that do not agree, where the squares of what is left are least', () => {
  const observations = [
    { work: [0], cost: 1 },
    { work: [0], cost: 3 },
    { work: [10], cost: 6 },
    { work: [10], cost: 8 },
  ];
  const { base, each } = lineThrough(observations, 1);
  expect(base).toBeCloseTo(2);
  expect(each).toEqual([expect.closeTo(0.5)]);
});

it('has no price below zero: what would have one costs nothing, and the others are found without it', () => {
  const observations = [
    { work: [0, 0], cost: 1 },
    { work: [10, 0], cost: 3 },
    { work: [10, 1], cost: 2 },
    { work: [0, 1], cost: 1 },
  ];
  const { base, each } = lineThrough(observations, 2);
  expect(each).toEqual([expect.closeTo(0.15), 0]);
  expect(base).toBeCloseTo(1);
});

it('is the mean where nothing is done', () => {
  expect(
    lineThrough(
      [
        { work: [], cost: 2 },
        { work: [], cost: 4 },
      ],
      0,
    ),
  ).toEqual({ base: 3, each: [] });
});

it('says so where two kinds of work always come together', () => {
  const together = [1, 2, 3].map((n) => ({ work: [n, 2 * n], cost: n }));
  expect(() => lineThrough(together, 2)).toThrow(
    'The kinds of work cannot be told apart: measure a load that has more of one of them than of the others.',
  );
});
