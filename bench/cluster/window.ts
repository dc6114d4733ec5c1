/** One load, held for a while, and what it cost. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerFigures, Window } from '../../infra/sizing/measured.ts';
import { doneBetween, type Work, workOf } from './counters.ts';
import type { Load, LoadedCluster, RunningLoad } from './loads.ts';
import { containersOf, type MeasuredContainer } from './pods.ts';
import { usageOf } from './usage.ts';

export interface WindowOptions {
  /** Seconds before the window, until queues, batches and exports are as they stay. */
  readonly warmUp: number;
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

interface Reading {
  readonly at: number;
  readonly requests: number;
  readonly containers: readonly { readonly cpuSeconds: number; readonly work: Work }[];
}

/** @throws Error where a container was replaced in the window: its figures would be two processes' */
export async function measureWindow(
  cluster: LoadedCluster,
  load: Load,
  { warmUp, seconds, signal }: WindowOptions,
): Promise<Omit<Window, 'run'>> {
  const running = load.start(cluster);
  try {
    await delay(warmUp * 1_000, undefined, { ...(signal && { signal }) });
    const containers = await containersOf(cluster);
    const before = await read(containers, running);
    const most = containers.map(() => 0);
    while (performance.now() - before.at < seconds * 1_000) {
      for (const [i, { group }] of containers.entries()) most[i] = Math.max(most[i] ?? 0, usageOf(group).workingSetMiB);
      await delay(1_000, undefined, { ...(signal && { signal }) });
    }
    const after = await read(containers, running);
    return {
      load: load.name,
      seconds: round((after.at - before.at) / 1_000, 2),
      containers: containers.map((container, i) => figuresOf(container, { before, after, i, memoryMiB: most[i] ?? 0 })),
    };
  } finally {
    await running.stop();
  }
}

async function read(containers: readonly MeasuredContainer[], running: RunningLoad): Promise<Reading> {
  const at = performance.now();
  const costs = containers.map(({ group }) => usageOf(group).cpuSeconds);
  const requests = running.requests();
  const work = await Promise.all(containers.map(workOf));
  return { at, requests, containers: containers.map((_, i) => ({ cpuSeconds: costs[i] ?? 0, work: work[i] ?? {} })) };
}

interface Between {
  readonly before: Reading;
  readonly after: Reading;
  readonly i: number;
  readonly memoryMiB: number;
}

function figuresOf({ workload, pod }: MeasuredContainer, { before, after, i, memoryMiB }: Between): ContainerFigures {
  const [first, last] = [before.containers[i], after.containers[i]];
  const work = doneBetween(first?.work ?? {}, last?.work ?? {});
  return {
    workload,
    pod,
    cpuSeconds: round((last?.cpuSeconds ?? 0) - (first?.cpuSeconds ?? 0), 4),
    memoryMiB: round(memoryMiB, 1),
    work: workload === 'clinic' ? { requests: after.requests - before.requests } : work,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
