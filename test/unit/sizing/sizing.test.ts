/** Sizes are held against what was measured. */
import { describe, expect, it } from 'vitest';
import { environments } from '../../../infra/environment.ts';
import type { ContainerFigures, Measured } from '../../../infra/sizing/measured.ts';
import { AT_MOST, LARGER, needsOf, ratesOf, type SizedWorkload } from '../../../infra/sizing.ts';
import { planOf } from '../../../preview/plan.ts';
import { stackFile } from '../../../preview/stack-file.ts';

const DEPLOYED = [environments.dev, environments.prod];

const sizes = DEPLOYED.flatMap((environment) =>
  Object.entries(needsOf(environment)).flatMap(([workload, need]) =>
    (['cpu', 'memory'] as const).map((resource) => ({
      name: `${environment.name} ${workload} ${resource}`,
      size: Number.parseInt(environment.sizes[workload as SizedWorkload][resource], 10),
      asked: need[resource],
    })),
  ),
);

describe('a size', () => {
  it('is known for every workload that was measured', () => {
    expect(sizes.map(({ name }) => name).filter((name) => name.startsWith('dev') && name.endsWith('cpu'))).toEqual([
      'dev agent cpu',
      'dev gateway cpu',
      'dev logWriter cpu',
      'dev prometheus cpu',
      'dev alertmanager cpu',
      'dev worker cpu',
    ]);
  });

  it.each(sizes)('is enough for what the expected load asks for: $name, $size for $asked', ({ size, asked }) => {
    expect(size).toBeGreaterThanOrEqual(asked);
  });

  it('is more than four times of that only where a reason is written, and no reason is written in vain', () => {
    const larger = sizes.filter(({ size, asked }) => size > AT_MOST * asked).map(({ name }) => name);
    expect(larger.toSorted()).toEqual(Object.keys(LARGER).toSorted());
  });
});

const base = (workload: string, cpuSeconds: number, memoryMiB: number, work: ContainerFigures['work']): ContainerFigures => ({
  workload,
  pod: workload,
  cpuSeconds,
  memoryMiB,
  work,
});
/** A hundredth of a second a line, a thousandth a span, a ten-thousandth a point; and prices of the others that are easy to follow. */
const figures: Measured = {
  on: '2026-01-01',
  cores: 2,
  processor: 'made up',
  windows: [
    ['idle', 0, 0, 0],
    ['requests', 100, 1_000, 0],
    ['lines', 500, 0, 0],
    ['points', 0, 0, 1_000],
  ].map(([load, lines, spans, points]) => {
    const [l, s, p] = [Number(lines), Number(spans), Number(points)];
    const collector = { lines: l, spans: s, points: p };
    const seconds = 0.1 + l * 0.01 + s * 0.001 + p * 0.0001;
    return {
      run: 1,
      load: String(load),
      seconds: 10,
      containers: [
        base('clinic', 1, 1, { requests: s / 10 }),
        base('agent', seconds, 40 + l / 10, collector),
        base('gateway', seconds, 40 + l / 10, collector),
        base('log-writer', 0.1, 60, { lines: l }),
        base('prometheus', 0.1 + p * 0.001, 30 + p / 100, { samples: p, series: p }),
        base('alertmanager', 0.01, 20, {}),
      ],
    };
  }),
  workers: [
    { workload: 'digest', cpuSeconds: 1, memoryMiB: 70 },
    { workload: 'digest', cpuSeconds: 2, memoryMiB: 80 },
  ],
};

describe('what a load asks for', () => {
  const load = { tenants: 1_000, requestsPerSecond: 100, nodes: 2 };
  const of = (more: Partial<typeof load>, replicas: number) =>
    needsOf(
      {
        load: { ...load, ...more },
        sizes: { ...environments.prod.sizes, gateway: { ...environments.prod.sizes.gateway, replicas } },
      },
      figures,
    );

  it('has the lines and spans of its requests, and the series of its clinics', () => {
    const rates = ratesOf({ load }, figures);
    expect({ lines: rates.lines, spans: rates.spans, requests: rates.requests }).toEqual({
      lines: 100,
      spans: 1_000,
      requests: 100,
    });
    expect(rates.samples).toBeCloseTo(rates.series / 15);
    expect(ratesOf({ load: { ...load, tenants: 10 } }, figures).series).toBeLessThan(rates.series / 5);
    // A histogram is one data point and a dozen series.
    expect(rates.points).toBeLessThan(rates.samples / 2);
  });

  it('is shared by the gateways that are left when one is away, and by the nodes', () => {
    const { points } = ratesOf({ load }, figures);
    // Base 10m; a line 10m, a span 1m, a point 0.1m; half again as margin.
    const milliCores = (share: number) => Math.ceil(1.5 * (10 + share * (100 * 10 + 1_000 * 1 + points * 0.1)));
    expect(of({}, 3).gateway.cpu).toBe(milliCores(1 / 2));
    expect(of({}, 1).gateway.cpu).toBe(milliCores(1));
    expect(of({ nodes: 4 }, 1).agent.cpu).toBe(milliCores(1 / 4));
  });

  it('has twice the memory of that load, and never less than twice the most that was seen', () => {
    // 40 MiB, and a tenth of one for each line of a window of ten seconds: one MiB for a line a second.
    expect(of({ requestsPerSecond: 1_000 }, 1).gateway.memory).toBe(2_080);
    expect(of({ requestsPerSecond: 1 }, 1).gateway.memory).toBe(180);
    expect(of({}, 1).worker.memory).toBe(160);
  });

  it('has of Prometheus twice the base, the contract’s bytes for each series and a third more, and the rules', () => {
    const { samples, seriesInMemory } = ratesOf({ load }, figures);
    expect(of({}, 1).prometheus).toEqual({
      cpu: Math.ceil(1.5 * (10 + samples + 120)),
      memory: 60 + Math.ceil((Math.ceil((seriesInMemory * 4_096) / 2 ** 20) * 4) / 3),
    });
  });

  it('is never less than 50m of processor', () => {
    expect(of({}, 1).alertmanager).toEqual({ cpu: 50, memory: 40 });
  });
});

interface PodSpec {
  readonly containers: readonly { readonly name: string; readonly resources?: { readonly requests?: { readonly cpu?: string } } }[];
}
type Template = { readonly template?: { readonly spec?: PodSpec } };
type Inputs = { readonly spec?: Template & { readonly replicas?: number; readonly jobTemplate?: { readonly spec?: Template } } };

it('all of dev together asks for at most 1,600m of a node: each replica, the agent once, and one worker', async () => {
  const file = stackFile('dev');
  const { resources } = await planOf({ ...file, stack: 'dev', config: { ...file.config, 'vigia:evaluator': 'prometheus' } });
  const asked = resources.flatMap(({ type, inputs }) => {
    if (!/:(Deployment|StatefulSet|DaemonSet|CronJob)$/.test(type)) return [];
    const { spec } = inputs as Inputs;
    const { template, replicas = 1 } = { ...spec?.jobTemplate?.spec, ...spec };
    return (template?.spec?.containers ?? []).map(({ name, resources: own }) => ({
      name,
      cpu: replicas * Number.parseInt(own?.requests?.cpu ?? '', 10),
    }));
  });
  expect(asked.map(({ name }) => name).toSorted()).toEqual([
    'agent',
    'alertmanager',
    'digest',
    'gateway',
    'grafana',
    'log-writer',
    'prometheus',
    'reloader',
    'tempo',
  ]);
  expect(asked.reduce((sum, { cpu }) => sum + cpu, 0)).toBeLessThanOrEqual(1_600);
});
