/** All loads, as often as there are runs, and a worker. */
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Measured, Window, WorkerRun } from '../../infra/sizing/measured.ts';
import { poll } from '../../local/supervisor/poll.ts';
import { histograms, idle, type Load, type LoadedCluster, lines, requests } from './loads.ts';
import { groupOfJob } from './pods.ts';
import { type Group, type Usage, usageOf } from './usage.ts';
import { measureWindow } from './window.ts';

/** Requests first: the lines are theirs. */
export const LOADS: readonly Load[] = [idle, requests(25), requests(50), lines(500), histograms(6_000)];
export const RUNS = 2;
const WINDOW = { warmUp: 15, seconds: 60 };

const JOB_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;

/** @param onProgress is told each window's name before it begins */
export async function measure(cluster: LoadedCluster, onProgress: (line: string) => void, runs = RUNS): Promise<Measured> {
  const windows: Window[] = [];
  const workers: WorkerRun[] = [];
  for (let run = 1; run <= runs; run++) {
    for (const load of LOADS) {
      onProgress(`run ${run} of ${runs}: ${load.name}, ${WINDOW.warmUp} s and ${WINDOW.seconds} s`);
      windows.push({ run, ...(await measureWindow(cluster, load, WINDOW)) });
    }
    onProgress(`run ${run} of ${runs}: a digest`);
    workers.push(await measureDigest(cluster, `digest-measured-${run}`));
  }
  const [processor] = cpus();
  return {
    on: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    processor: processor?.model.trim() ?? 'unknown',
    windows,
    workers,
  };
}

/** What a run of the digest costs: looked at until its group is gone, so but for its last hundredths of a second. */
async function measureDigest(cluster: LoadedCluster, job: string): Promise<WorkerRun> {
  const namespaced = (...args: string[]) => cluster.kubectl(['--namespace', 'vigia', ...args]);
  const created = await namespaced('create', 'job', job, '--from=cronjob/digest');
  if (created.code !== 0) throw new Error(`The digest cannot be started: ${created.output.trim()}`);
  try {
    const group = await poll(() => groupOfJob(cluster, job), { within: JOB_WITHIN_MS, every: LOOK_EVERY_MS });
    if (!group)
      throw new Error(`The digest did not start within ${JOB_WITHIN_MS / 1_000} s: kubectl describe job ${job} says why.`);
    let [cpuSeconds, memoryMiB] = [0, 0];
    const until = performance.now() + JOB_WITHIN_MS;
    for (let usage = look(group); usage && performance.now() < until; usage = look(group)) {
      cpuSeconds = usage.cpuSeconds;
      memoryMiB = Math.max(memoryMiB, usage.workingSetMiB);
      await delay(LOOK_EVERY_MS);
    }
    return { workload: 'digest', cpuSeconds: Number(cpuSeconds.toFixed(2)), memoryMiB: Number(memoryMiB.toFixed(1)) };
  } finally {
    await namespaced('delete', 'job', job, '--wait=false');
  }
}

/** Undefined once the container has ended. */
function look(group: Group): Usage | undefined {
  try {
    return usageOf(group);
  } catch {
    return undefined;
  }
}
