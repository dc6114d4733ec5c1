import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { currentContext, withTenantContext } from '../../../telemetry/runtime/context.ts';

describe('withTenantContext', () => {
  it('gives the values inside, and none outside', () => {
    expect(currentContext()).toEqual({});
    const inside = withTenantContext(
      { tenantId: 'a', userId: 'u', requestId: 'r', tier: 'enterprise', ip: '203.0.113.9', route: '/x' },
      () => currentContext(),
    );
    expect(inside).toEqual({ tenantId: 'a', userId: 'u', requestId: 'r', tier: 'enterprise', ip: '203.0.113.9', route: '/x' });
    expect(currentContext()).toEqual({});
  });

  it('merges over the surrounding context, and an undefined value leaves what is there', () => {
    withTenantContext({ tenantId: 'a', requestId: 'r' }, () => {
      withTenantContext({ userId: 'u', tenantId: undefined }, () => {
        expect(currentContext()).toEqual({ tenantId: 'a', requestId: 'r', userId: 'u' });
      });
      expect(currentContext()).toEqual({ tenantId: 'a', requestId: 'r' });
    });
  });

  it('returns what the function returns, and lets what it throws pass', async () => {
    expect(withTenantContext({ tenantId: 'a' }, () => 42)).toBe(42);
    await expect(withTenantContext({ tenantId: 'a' }, async () => 'later')).resolves.toBe('later');
    const failing = () => {
      throw new Error('the application failed');
    };
    expect(() => withTenantContext({ tenantId: 'a' }, failing)).toThrow('the application failed');
    expect(currentContext()).toEqual({});
  });

  it("is not changed by changing the caller's object", () => {
    const given = { tenantId: 'a' };
    withTenantContext(given, () => {
      given.tenantId = 'b';
      expect(currentContext().tenantId).toBe('a');
    });
  });

  it('keeps 100,000 interleaved requests of 500 tenants apart, through awaits, timers, emitters and streams', async () => {
    const shared = new EventEmitter();
    const heard: string[] = [];
    shared.on('booked', (expected: string) => {
      if (currentContext().tenantId !== expected) heard.push(expected);
    });
    let leaks = 0;
    let finished = 0;
    const request = async (number: number) => {
      const tenantId = `clinic-${number % 500}`;
      const requestId = String(number);
      const check = () => {
        const context = currentContext();
        if (context.tenantId !== tenantId || context.requestId !== requestId) leaks += 1;
      };
      await withTenantContext({ tenantId, requestId }, async () => {
        check();
        await null;
        check();
        await turn();
        check();
        shared.emit('booked', tenantId);
        await new Promise<void>((resolve) => process.nextTick(() => resolve(check())));
        await new Promise<void>((resolve) => queueMicrotask(() => resolve(check())));
        if (number % 50 === 0) {
          await sleep(number % 3);
          check();
        }
        if (number % 100 === 0) await throughEmitterAndStream(check);
        // A context of its own inside must not outlive itself.
        await withTenantContext({ tenantId: 'inner' }, () => turn());
        check();
      });
      if (currentContext().tenantId !== undefined) leaks += 1;
      finished += 1;
    };

    for (let batch = 0; batch < 20; batch++) {
      await Promise.all(Array.from({ length: 5_000 }, (_, index) => request(batch * 5_000 + index)));
    }
    expect(finished).toBe(100_000);
    expect(leaks).toBe(0);
    expect(heard).toEqual([]);
  }, 30_000);
});

async function throughEmitterAndStream(check: () => void): Promise<void> {
  const emitter = new EventEmitter();
  setImmediate(() => emitter.emit('done'));
  await once(emitter, 'done');
  check();
  const stream = new PassThrough();
  stream.on('data', check);
  stream.end('chunk');
  await pipeline(stream, new PassThrough().resume());
  check();
}
