/** Gives objects to the cluster in an order that works, as Pulumi's dependencies do. */
import { stringify } from 'yaml';
import type { ClusterNode } from '../node/index.ts';
import type { Manifest } from './kustomization.ts';

/** Kinds that make pods. */
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'];

/** Objects in the order of need: what pods are made under, what has to be done before anything writes, and what runs. */
export interface Stages {
  readonly namespaces: readonly Manifest[];
  readonly surroundings: readonly Manifest[];
  readonly jobs: readonly Manifest[];
  readonly workloads: readonly Manifest[];
}

export function stagesOf(manifests: readonly Manifest[]): Stages {
  const is = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind));
  const [namespaces, jobs, workloads] = [is('Namespace'), is('Job'), is(...WORKLOADS)];
  const rest = manifests.filter((manifest) => ![namespaces, jobs, workloads].some((stage) => stage.includes(manifest)));
  return { namespaces, surroundings: rest, jobs, workloads };
}

/**
 * Applies objects.
 * @returns what the API server warned of
 * @throws Error with what it said where it refuses one
 */
export async function apply({ kubectl }: Pick<ClusterNode, 'kubectl'>, manifests: readonly object[]): Promise<readonly string[]> {
  const text = manifests.map((manifest) => stringify(manifest, { aliasDuplicateObjects: false })).join('---\n');
  const { code, output } = await kubectl(['apply', '--server-side', '--field-manager=vigia', '--filename', '-'], text);
  const lines = output.split('\n').filter(Boolean);
  if (code === 0) return lines.filter((line) => line.startsWith('Warning: '));
  throw new Error(`The cluster refuses a manifest:\n${lines.filter((line) => !line.endsWith('serverside-applied')).join('\n')}`);
}
