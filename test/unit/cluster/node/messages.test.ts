/** What the processes of the node tell each other. */
import { expect, it } from 'vitest';
import { parse } from '../../../support/cluster/node/messages.ts';

it('is understood where it is whole', () => {
  expect(parse('{"type":"running","dataFolder":"/data","pid":5}')).toEqual({ type: 'running', dataFolder: '/data', pid: 5 });
});

it('is left out where it is anything else', () => {
  expect(['', 'a line of a server', '{"type":"running"}', '{"type":"other"}'].map(parse)).toEqual(Array(4).fill(undefined));
});
