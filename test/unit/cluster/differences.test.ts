/** Where two objects differ, said in paths. */
import { expect, it } from 'vitest';
import { differences } from '../../support/cluster/stack/differences.ts';

it('says nothing of what is equal', () => {
  expect(differences({ a: [1, { name: 'x' }] }, { a: [1, { name: 'x' }] })).toEqual([]);
});

it('calls members of lists by their names, whatever their order', () => {
  const before = {
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
  };
  const after = {
    env: [
      { name: 'B', value: '3' },
      { name: 'A', value: '1' },
      { name: 'C', value: '4' },
    ],
  };
  expect(differences(before, after)).toEqual(['env[B].value', 'env[C]']);
});

it('names what is gone, and what is of another kind, as a whole', () => {
  expect(differences({ a: { b: 1 }, c: [1], d: 1 }, { c: { 0: 1 }, d: '1' })).toEqual(['a', 'c', 'd']);
});
