/** What the node is called, at which addresses it is, and where its files are. */
import { join } from 'node:path';

export const NODE_NAME = 'vigia-node';

/**
 * All out of 198.18.0.0/15, which RFC 2544 sets aside for tests: no network of a person's machine is there.
 * A pair of interfaces links the machine with the node.
 */
export const NETWORK = {
  /** The machine, as the node and its pods see it. */
  host: '198.18.0.1',
  node: '198.18.0.2',
  linkBits: 30,
  hostInterface: 'vigia-host',
  nodeInterface: 'vigia-node',
  pods: '198.18.64.0/24',
  podGateway: '198.18.64.1',
  services: '198.19.0.0/16',
  /** The Service `kubernetes`: the first address of the range, by the API server's own rule. */
  kubernetes: '198.19.0.1',
  dns: '198.19.0.10',
} as const;

export const CLUSTER_DOMAIN = 'cluster.local';
/** What the API server listens on. */
export const API_PORT = 6443;
/** The group of processes that the node and its pods are in, at the top of each of the kernel's hierarchies. */
export const CGROUP = 'vigia-node';
/** Data folders are called so, with six letters more. */
export const DATA_PREFIX = 'vigia-node-';
/** Images by name, as the kubelet asks for them. */
export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';

/** Folders of the machine that the node has of its own: path -> name in the data folder. */
export const OWN_FOLDERS: Readonly<Record<string, string>> = {
  '/run': 'run',
  '/var/lib': 'var-lib',
  '/var/log': 'var-log',
};

/** Files of the node in its data folder: the same path inside and outside. */
export function filesIn(dataFolder: string) {
  const settings = (name: string) => join(dataFolder, 'settings', name);
  const key = (name: string) => join(dataFolder, 'keys', name);
  return {
    /** For the tests: everything is allowed. */
    kubeconfig: join(dataFolder, 'kubeconfig'),
    containerd: settings('containerd.toml'),
    cni: settings('cni'),
    kubelet: settings('kubelet.json'),
    kubeProxy: settings('kube-proxy.json'),
    resolvConf: settings('resolv.conf'),
    addons: settings('addons.json'),
    authority: key('authority.crt'),
    serviceAccounts: key('service-accounts.pem'),
    certificate: (name: string) => key(`${name}.crt`),
    privateKey: (name: string) => key(`${name}.key`),
    kubeconfigOf: (name: string) => key(`${name}.kubeconfig`),
    log: (name: string) => join(dataFolder, 'var-log/node', `${name}.log`),
  } as const;
}

export type Files = ReturnType<typeof filesIn>;
