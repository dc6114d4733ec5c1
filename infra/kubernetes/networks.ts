/** The networks around the platform, from the configuration. */
import type { Config } from '../config.ts';
import type { Networks } from './cluster.ts';

/** EKS Pod Identity's agent, on every node (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html). */
const POD_IDENTITY = '169.254.170.23/32';

/** Where every kubelet listens, on the address of its node. */
export const KUBELET_PORT = 10_250;

/** Everything link-local, the nodes' own metadata service with their role among it. */
const LINK_LOCAL = '169.254.0.0/16';

/** Private networks (RFC 1918) and carriers' (RFC 6598), which EKS gives to pods. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

const EVERYWHERE = '0.0.0.0/0';

/** Where each external peer is. AWS's endpoints are public, or inside the VPC where it has endpoints of its own. */
export function networksOf({ network, cluster, backend }: Pick<Config, 'network' | 'cluster' | 'backend'>): Networks {
  const smtp = backend.kind === 'open-source' ? backend.digest.smtp : undefined;
  const database = backend.kind === 'open-source' ? backend.grafana.database : undefined;
  return {
    externals: {
      // A policy cannot say "its own node": the token and the certificate see to the rest.
      kubelet: { cidrs: [network.cidr], port: KUBELET_PORT },
      'pod-identity': { cidrs: [POD_IDENTITY], port: 80 },
      opensearch: { cidrs: [network.cidr], port: 443 },
      aws: { cidrs: [EVERYWHERE], port: 443, except: [LINK_LOCAL] },
      internet: { cidrs: [EVERYWHERE], port: 443, except: [...PRIVATE, LINK_LOCAL] },
      // A mail server may be anywhere, ours or somebody's.
      smtp: { cidrs: smtp ? [EVERYWHERE] : [], port: smtp?.port ?? 465, except: [LINK_LOCAL] },
      database: { cidrs: database ? [network.cidr] : [], port: database?.port ?? 5432 },
    },
    applicationNamespaces: cluster.applicationNamespaces,
    ingressNamespace: cluster.ingressNamespace,
  };
}
