import { expect, it } from 'vitest';
import { cpuAttribution } from '../../../telemetry/runtime/cpu-attribution.ts';

function attribution() {
  const clock = { now: 0, cpu: 2 };
  const cpu = cpuAttribution<{ tenant: string }>(
    ({ tenant }) => tenant,
    () => clock.cpu,
    () => clock.now,
  );
  return { clock, cpu };
}

it('divides the CPU time of an interval by how long requests were open in it', () => {
  const { clock, cpu } = attribution();
  const [a, b] = [{ tenant: 'a' }, { tenant: 'b' }];
  cpu.started(a);
  clock.now = 10;
  cpu.started(b);
  clock.now = 30;
  cpu.ended(a);
  cpu.ended(b);
  clock.cpu = 7;
  expect([...cpu.settle()]).toEqual([
    ['__none__', 2],
    ['a', 3],
    ['b', 2],
  ]);
});

it('counts an open request in every interval that it spans, once', () => {
  const { clock, cpu } = attribution();
  const [long, short] = [{ tenant: 'long' }, { tenant: 'short' }];
  cpu.started(long);
  clock.now = 10;
  clock.cpu = 3;
  expect(cpu.settle().get('long')).toBe(1);
  cpu.started(short);
  clock.now = 20;
  cpu.ended(short);
  cpu.ended(long);
  clock.cpu = 5;
  expect(cpu.settle().get('long')).toBe(2);
  expect(cpu.settle().get('short')).toBe(1);
});

it('attributes to nobody what is used while nobody asks, so that the shares are always the whole', () => {
  const { clock, cpu } = attribution();
  clock.cpu = 6;
  expect([...cpu.settle()]).toEqual([['__none__', 6]]);
});

it('does not count a request twice that ends twice', () => {
  const { clock, cpu } = attribution();
  const [a, b] = [{ tenant: 'a' }, { tenant: 'b' }];
  cpu.started(a);
  cpu.started(b);
  clock.now = 10;
  cpu.ended(a);
  clock.now = 20;
  cpu.ended(a);
  clock.now = 30;
  cpu.ended(b);
  clock.cpu = 6;
  expect(cpu.settle().get('a')).toBe(1);
});
