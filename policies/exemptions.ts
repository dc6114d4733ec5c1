/** What is let off a policy, by name and with the reason. Nothing else is. */

export interface Exemption {
  /** Name of the policy. */
  readonly policy: string;
  /** The one resource: its type and its name in the program. */
  readonly resource: `${string}::${string}`;
  /** Why the policy does not fit, and what holds instead. */
  readonly reason: string;
}

const AGENT = 'kubernetes:apps/v1:DaemonSet::agent-daemons';

export const exemptions: readonly Exemption[] = [
  {
    policy: 'bucket-encrypted-with-our-key',
    resource: 'aws:s3/bucket:Bucket::buckets-access-logs',
    reason:
      'S3 delivers access logs only where its own key encrypts and no Object Lock is set. They hold names of objects, none of their content.',
  },
  {
    policy: 'container-non-root',
    resource: AGENT,
    reason:
      "The node's log files belong to root. The container has no capability, cannot gain one, and writes nothing but its own folder.",
  },
  {
    policy: 'pod-no-host-access',
    resource: AGENT,
    reason:
      "It reads the node's log files, read-only, and keeps its queue on the node. An admission policy allows these two folders and no others.",
  },
  {
    policy: 'pod-no-api-token',
    resource: AGENT,
    reason:
      'It shows the token to the kubelet of its node, for the use of containers and volumes. The token is good for an hour, and its role for reading that and the list of pods.',
  },
];

export function isExempt(policy: string, { urn }: { readonly urn: string }): boolean {
  return exemptions.some((exemption) => exemption.policy === policy && tail(urn) === exemption.resource);
}

/** A URN's own type and name: its parents' types stand before them. */
function tail(urn: string): string {
  const [types = '', name = ''] = urn.split('::').slice(2);
  return `${types.slice(types.lastIndexOf('$') + 1)}::${name}`;
}
