/** The files that servers read, each ConfigMap a folder of them. */

import type { Recorded } from '../monitor.ts';
import type { Artifact } from './artifact.ts';
import { isObject, kubernetesObject } from './kubernetes.ts';

export function configFiles(resources: readonly Recorded[]): Artifact[] {
  return resources.flatMap((resource) => {
    const object = kubernetesObject(resource);
    const { data } = resource.inputs;
    if (object?.kind !== 'ConfigMap' || !isObject(data)) return [];
    const folder = `files/${object.namespace ?? 'default'}/${object.name}`;
    return Object.entries(data).map(([file, content]) => ({ path: `${folder}/${file}`, content: String(content) }));
  });
}
