/** The stand-in for EKS Pod Identity's agent: a pod of the node's own network, at the address that the agent has on every EKS node. */
import type { ClusterNode } from '../node/index.ts';
import { NETWORK } from '../node/layout.ts';
import { POD_IDENTITY_ADDRESS } from '../patches/shapes.ts';

const NAME = 'pod-identity-stand-in';
const LABELS = { 'app.kubernetes.io/name': NAME };

/** Gives the node that address. @throws Error where it does not take it */
export async function addPodIdentityAddress(node: ClusterNode): Promise<void> {
  const { code, output } = await node.inNode(['ip', 'address', 'add', `${POD_IDENTITY_ADDRESS}/32`, 'dev', 'lo']);
  if (code !== 0) throw new Error(`The node does not take the address ${POD_IDENTITY_ADDRESS}: ${output.trim()}`);
}

/** @param image the stand-in's, which the node has */
export function podIdentityManifest(image: string): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: NAME, namespace: 'kube-system', labels: LABELS },
    spec: {
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          hostNetwork: true,
          containers: [
            {
              name: NAME,
              image,
              // On every address of the node, so that this machine can ask too who was there.
              args: ['--address', '0.0.0.0'],
              readinessProbe: { httpGet: { path: '/asked', port: 80 }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  };
}

/** Who was given credentials: service accounts as `system:serviceaccount:<namespace>:<name>`, in the order of their first request. */
export async function identitiesAsked(): Promise<readonly string[]> {
  const asked = (await (await fetch(`http://${NETWORK.node}/asked`)).json()) as { readonly subject: string }[];
  return asked.map(({ subject }) => subject);
}
