/** One node at a time, and whoever comes second is told who has it. */
import { describe, expect, it } from 'vitest';
import { type Holder, takeLock } from '../../../support/cluster/node/lock.ts';

const HOLDER: Holder = {
  pid: 11,
  startedBy: 10,
  since: '2026-11-23T20:00:00.000Z',
  dataFolder: '/data/vigia-node-a',
  ending: false,
};
const never = new AbortController().signal;
let names = 0;
const name = () => `\0vigia-test-lock-${process.pid}-${++names}`;

describe.runIf(process.platform === 'linux')('the lock', () => {
  it('is refused with the process that holds it, and how to end that', async () => {
    const mine = name();
    const lock = await takeLock(() => HOLDER, never, mine);
    await expect(takeLock(() => HOLDER, never, mine)).rejects.toThrow(
      'A node runs on this machine already: process 11, started by process 10 at 2026-11-23T20:00:00.000Z, on /data/vigia-node-a. ' +
        'There can be one at a time. Wait until its tests have ended, or stop them (kill 10).',
    );
    lock.release();
  });

  it('is free again once it is released', async () => {
    const mine = name();
    (await takeLock(() => HOLDER, never, mine)).release();
    (await takeLock(() => HOLDER, never, mine)).release();
  });

  it('is waited for where its holder is ending', async () => {
    const mine = name();
    const asked = Promise.withResolvers<void>();
    const ending = () => {
      asked.resolve();
      return { ...HOLDER, ending: true };
    };
    const lock = await takeLock(ending, never, mine);
    const order: string[] = [];
    const second = takeLock(() => HOLDER, never, mine).then((taken) => {
      order.push('taken');
      return taken;
    });
    await asked.promise;
    order.push('released');
    lock.release();
    (await second).release();
    expect(order).toEqual(['released', 'taken']);
  });

  it('is no longer waited for when the start is given up', async () => {
    const mine = name();
    const lock = await takeLock(() => ({ ...HOLDER, ending: true }), never, mine);
    const given = AbortSignal.abort(new Error('given up'));
    await expect(takeLock(() => HOLDER, given, mine)).rejects.toThrow('given up');
    lock.release();
  });
});
