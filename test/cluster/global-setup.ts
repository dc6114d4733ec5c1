/** Starts the node and the stack in it once for all files of the tier, and leaves nothing behind. */
import type { TestProject } from 'vitest/node';
import { type ClusterNode, startNode } from '../support/cluster/node/index.ts';
import { type StackFacts, startStack } from '../support/cluster/stack/index.ts';

/** What the tests are told of the cluster: JSON. */
export interface ClusterFacts extends StackFacts {
  readonly kubeconfig: string;
  /** Folder of everything that the node writes. */
  readonly dataFolder: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly cluster: ClusterFacts;
  }
}

/** Said where it is run: green is not more than it is. */
const NOT_PROVEN =
  'Not proven here: that NetworkPolicies are enforced (this network enforces none), EKS itself, load balancers. docs/cluster.md has the whole list.';

/** @returns what ends it */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new Error('Interrupted.'));
  process.once('SIGINT', interrupt);
  const since = performance.now();
  const onProgress = (line: string) => console.error(`${((performance.now() - since) / 1_000).toFixed(0).padStart(4)} s ${line}`);
  const options = { onProgress, signal: interrupted.signal };
  const node = await startNode(options);
  try {
    const { stop, ...facts } = await startStack(node, options);
    onProgress(NOT_PROVEN);
    provide('cluster', { ...facts, kubeconfig: node.kubeconfig, dataFolder: node.dataFolder });
    return () => end(node, stop);
  } catch (error) {
    await node.stop();
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function end(node: ClusterNode, stopStack: () => Promise<void>): Promise<void> {
  await node.stop();
  await stopStack();
}
