/** Kubernetes objects as YAML that `kubectl apply` takes. */
import { Document, visit } from 'yaml';
import { type JsonObject, type Recorded, SECRET } from '../monitor.ts';
import type { Artifact } from './artifact.ts';
import { isObject, kubernetesObject } from './kubernetes.ts';

export function manifests(resources: readonly Recorded[]): Artifact[] {
  return resources.flatMap((resource) => {
    const object = kubernetesObject(resource);
    if (!object) return [];
    const { kind, name, namespace, metadata } = object;
    const { apiVersion = '', metadata: _, kind: __, status: ___, ...rest } = resource.inputs;
    const manifest = {
      apiVersion,
      kind,
      metadata: { name, ...withoutPulumi(metadata) },
      ...rest,
      // Pulumi makes one secret of all entries: their names show, their values do not.
      ...(kind === 'Secret' && secretEntries(resource.clear)),
    };
    return [{ path: `manifests/${namespace ?? 'cluster'}/${kind}-${name}.yaml`, content: yaml(manifest) }];
  });
}

/** Annotations that only Pulumi reads. */
function withoutPulumi({ annotations, ...metadata }: JsonObject): JsonObject {
  if (!isObject(annotations)) return metadata;
  const kept = Object.entries(annotations).filter(([name]) => !name.startsWith('pulumi.com/'));
  return kept.length > 0 ? { ...metadata, annotations: Object.fromEntries(kept) } : metadata;
}

/** `data` too: what stands for a value there would have to be Base64. */
function secretEntries({ data, stringData }: JsonObject): JsonObject {
  const names = [data, stringData].flatMap((entries) => (isObject(entries) ? Object.keys(entries) : []));
  const { data: _, ...masked } = { data, stringData: Object.fromEntries(names.sort().map((name) => [name, SECRET])) };
  return masked;
}

/** Read by parsers of YAML 1.1 and 1.2 alike: what one of them could take for a number, a date or a truth value is in quotes. */
function yaml(manifest: object): string {
  const document = new Document(manifest, { version: '1.1' });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && /^[\d+\-.=~]/.test(node.value) && !node.value.includes('\n'))
        node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0, directives: false });
}
