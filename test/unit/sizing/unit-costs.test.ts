import { expect, it } from 'vitest';
import type { ContainerFigures, Window } from '../../../infra/sizing/measured.ts';
import { costsByRun, costsOf, perRequest, priceOf } from '../../../infra/sizing/unit-costs.ts';

const pod = (workload: string, cpuSeconds: number, memoryMiB: number, work: ContainerFigures['work']): ContainerFigures => ({
  workload,
  pod: `${workload}-0`,
  cpuSeconds,
  memoryMiB,
  work,
});
const window = (run: number, ...containers: ContainerFigures[]): Window => ({ run, load: 'some', seconds: 10, containers });

it('has of a unit the processor time of one, and the memory of one a second', () => {
  const windows = [
    window(1, pod('log-writer', 0.1, 60, { lines: 0 })),
    window(1, pod('log-writer', 0.3, 80, { lines: 1_000 })),
    window(1, pod('prometheus', 9, 900, { samples: 10 })),
  ];
  const { cores, memory, mostMiB } = costsOf('log-writer', windows);
  expect(cores).toEqual({ base: expect.closeTo(0.01), each: { lines: expect.closeTo(0.0002) } });
  expect(memory).toEqual({ base: expect.closeTo(60), each: { lines: expect.closeTo(0.2) } });
  expect(mostMiB).toBe(80);
});

it('has of Prometheus the memory of one series, however long the window was', () => {
  const windows = [
    window(1, pod('prometheus', 0.1, 50, { samples: 0, series: 1_000 })),
    window(1, pod('prometheus', 0.2, 90, { samples: 500, series: 11_000 })),
  ];
  expect(costsOf('prometheus', windows).memory).toEqual({ base: expect.closeTo(46), each: { series: expect.closeTo(0.004) } });
});

it('takes each pod by itself: what one of two gateways does is not its neighbour’s work', () => {
  const windows = [
    window(1, pod('gateway', 0.1, 40, {}), pod('gateway', 0.1, 40, {})),
    window(1, pod('gateway', 0.6, 40, { lines: 100 }), pod('gateway', 1.1, 40, { spans: 1_000 })),
    window(1, pod('gateway', 0.1, 40, {}), pod('gateway', 0.3, 40, { points: 100 })),
  ];
  expect(costsOf('gateway', windows).cores).toEqual({
    base: expect.closeTo(0.01),
    each: { lines: expect.closeTo(0.005), spans: expect.closeTo(0.001), points: expect.closeTo(0.002) },
  });
});

it('tells the runs apart', () => {
  const run = (number: number, price: number) => [
    window(number, pod('tempo', 0.1, 1, { spans: 0 })),
    window(number, pod('tempo', 0.1 + price, 1, { spans: 100 })),
  ];
  const byRun = costsByRun('tempo', { windows: [...run(1, 0.1), ...run(2, 0.3)] });
  expect(byRun.map(({ cores }) => cores.each.spans)).toEqual([expect.closeTo(0.001), expect.closeTo(0.003)]);
});

it('prices so much work of each kind on top of the base', () => {
  expect(priceOf({ base: 2, each: { lines: 0.5, spans: 0.25 } }, { lines: 10, spans: 4, points: 1_000 })).toBe(8);
  expect(priceOf({ base: 2, each: { lines: 0.5 } }, {})).toBe(2);
});

it('counts what a request makes in the windows that had requests, and in no other', () => {
  const windows = [
    window(1, pod('clinic', 0, 0, { requests: 0 }), pod('agent', 0, 0, { lines: 7_000, spans: 9_000 })),
    window(1, pod('clinic', 0, 0, { requests: 100 }), pod('agent', 0, 0, { lines: 150, spans: 1_600 })),
    window(2, pod('clinic', 0, 0, { requests: 300 }), pod('agent', 0, 0, { lines: 450, spans: 4_800 })),
  ];
  expect(perRequest({ windows })).toEqual({ lines: 1.5, spans: 16 });
});
