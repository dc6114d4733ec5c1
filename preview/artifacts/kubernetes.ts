/** Kubernetes objects in a recording. */
import type { JsonObject, Recorded } from '../monitor.ts';

export interface KubernetesObject {
  readonly kind: string;
  readonly name: string;
  /** Undefined for what belongs to the whole cluster. */
  readonly namespace: string | undefined;
  readonly metadata: JsonObject;
}

/** What the object is; undefined for a resource of another provider. */
export function kubernetesObject({ type, name, inputs }: Recorded): KubernetesObject | undefined {
  const { kind, metadata = {} } = inputs;
  if (!type.startsWith('kubernetes:') || typeof kind !== 'string' || !isObject(metadata)) return undefined;
  return {
    kind,
    name: typeof metadata.name === 'string' ? metadata.name : name,
    namespace: typeof metadata.namespace === 'string' ? metadata.namespace : undefined,
    metadata,
  };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
