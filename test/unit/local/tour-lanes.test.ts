import { expect, it } from 'vitest';
import { lanesOf, together } from '../../../local/tour/lanes.ts';

const quick = (name: string): { name: string; slow?: true } => ({ name });
const slow = (name: string) => ({ name, slow: true }) as const;
const [a, b, c, d] = [quick('a'), quick('b'), slow('c'), slow('d')];

it('quick incidents wait for each other, and each slow one goes beside them', () => {
  expect(lanesOf([a, c, b, d])).toEqual([[a, b], [c], [d]]);
});

it('lanes go on at the same time, and a lane in its order', async () => {
  const seen: string[] = [];
  const { promise: cIsDone, resolve } = Promise.withResolvers<void>();
  const work = async ({ name }: { name: string }) => {
    if (name === 'a') await cIsDone;
    seen.push(name);
    if (name === 'c') resolve();
  };
  await together([[a, b], [c]], work, new AbortController());
  expect(seen).toEqual(['c', 'a', 'b']);
});

it('a failure ends the others, waits for them, and is thrown', async () => {
  const ending = new AbortController();
  const seen: string[] = [];
  const work = async ({ name }: { name: string }) => {
    if (name === 'c') throw new Error('no clinic');
    await new Promise((resolve) => ending.signal.addEventListener('abort', () => setImmediate(resolve)));
    seen.push(name);
  };
  await expect(together([[a, b], [c]], work, ending)).rejects.toThrow('no clinic');
  expect(seen).toEqual(['a']);
});
