/** Whether the platform is well again. */
import { z } from 'zod';
import { poll } from '../../../../local/supervisor/poll.ts';
import { isReady, nameOf, workloadsOf } from '../stack/workloads.ts';
import { type Cluster, type Pod, podsOf } from './pods.ts';

const targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({ labels: z.record(z.string(), z.string()), health: z.string(), lastError: z.string(), lastScrape: z.string() }),
    ),
  }),
});

/**
 * Settles when none of the former pods is left and the workload is ready.
 * @param workload as `namespace/name`
 * @param within milliseconds
 * @returns the seconds that it took
 * @throws Error where it is not
 */
export async function readyAgain(cluster: Cluster, workload: string, former: readonly Pod[], within: number): Promise<number> {
  const since = performance.now();
  const gone = new Set(former.map(({ metadata }) => metadata.uid));
  const ready = async () => {
    if ((await podsOf(cluster, workload)).some(({ metadata }) => gone.has(metadata.uid))) return undefined;
    const found = (await workloadsOf(cluster)).find((candidate) => nameOf(candidate) === workload);
    return found && isReady(found) ? true : undefined;
  };
  if (await poll(ready, { within, every: 500 })) return seconds(since);
  const { output } = await cluster.kubectl(['get', 'pods', '--all-namespaces']);
  throw new Error(`${workload} was not ready again within ${within / 1_000} s:\n${output}`);
}

/**
 * Settles when every workload is ready and Prometheus has reached every target since a moment.
 * @param within milliseconds
 * @throws Error where that is not so, with what is not well
 */
export async function recovered(cluster: Cluster, prometheus: string, since: Date, within: number): Promise<void> {
  const ailments = async () => [...(await unready(cluster)), ...(await unreached(prometheus, since))];
  const well = async () => ((await ailments()).length === 0 ? true : undefined);
  if (await poll(well, { within, every: 500 })) return;
  throw new Error(`Not well within ${within / 1_000} s:\n${(await ailments()).join('\n')}`);
}

async function unready(cluster: Cluster): Promise<readonly string[]> {
  return (await workloadsOf(cluster))
    .filter((workload) => !isReady(workload))
    .map((workload) => `${nameOf(workload)} is not ready`);
}

async function unreached(prometheus: string, since: Date): Promise<readonly string[]> {
  try {
    const response = await fetch(`${prometheus}/api/v1/targets?state=active`, { signal: AbortSignal.timeout(5_000) });
    const { data } = targets.parse(await response.json());
    return data.activeTargets
      .filter(({ health, lastScrape }) => health !== 'up' || new Date(lastScrape) < since)
      .map(({ labels, lastError }) => `Prometheus has not reached ${labels.job} ${labels.instance}: ${lastError}`);
  } catch (error) {
    return [`Prometheus does not answer: ${error}`];
  }
}

const seconds = (since: number) => Math.round((performance.now() - since) / 100) / 10;
