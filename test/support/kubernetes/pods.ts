/** The pods that controllers would make of workloads: the server checks these, and of a workload much less. */
import { parse, stringify } from 'yaml';

type Fields = Readonly<Record<string, unknown>>;
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: {
    readonly replicas?: number;
    readonly hard?: Readonly<Record<string, string>>;
    readonly template?: { readonly metadata: Fields; readonly spec: Fields & { readonly volumes?: readonly Fields[] } };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

/** Each pod of each Deployment, StatefulSet and Job; of a DaemonSet one. */
export function podsOf(manifests: readonly string[]): string[] {
  return manifests.flatMap((text) => {
    const { metadata, spec } = parse(text) as Manifest;
    if (!spec?.template) return [];
    const { template, volumeClaimTemplates = [], replicas = 1 } = spec;
    return Array.from({ length: replicas }, (_, i) => {
      const name = `${metadata.name}-${i}`;
      const claims = volumeClaimTemplates.map((claim) => ({
        name: claim.metadata.name,
        persistentVolumeClaim: { claimName: `${claim.metadata.name}-${name}` },
      }));
      const volumes = [...(template.spec.volumes ?? []), ...claims];
      const pod = { ...template.metadata, name, namespace: metadata.namespace };
      return stringify({ apiVersion: 'v1', kind: 'Pod', metadata: pod, spec: { ...template.spec, volumes } });
    });
  });
}

/** The status of each ResourceQuota while nothing is used: without one it is not enforced. */
export function quotaStatusesOf(manifests: readonly string[]): string[] {
  return manifests.flatMap((text) => {
    const { apiVersion, kind, metadata, spec } = parse(text) as Manifest;
    if (kind !== 'ResourceQuota' || !spec?.hard) return [];
    const { name, namespace } = metadata;
    const used = Object.fromEntries(Object.keys(spec.hard).map((resource) => [resource, '0']));
    return [stringify({ apiVersion, kind, metadata: { name, namespace }, status: { hard: spec.hard, used } })];
  });
}
