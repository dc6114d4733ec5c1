/** Command lines of etcd, the API server, the controllers and the scheduler. */
import { API_PORT, type Files, NETWORK } from './layout.ts';

const ETCD = 'http://127.0.0.1:2379';
const ETCD_PEERS = 'http://127.0.0.1:2380';

/** It is reached by the API server alone, on the loopback interface of the node's own network: so without TLS. */
export const etcdFlags: readonly string[] = [
  ...['--name', 'only', '--data-dir', '/var/lib/etcd'],
  ...['--listen-client-urls', ETCD, '--advertise-client-urls', ETCD],
  ...['--listen-peer-urls', ETCD_PEERS, '--initial-advertise-peer-urls', ETCD_PEERS, '--initial-cluster', `only=${ETCD_PEERS}`],
];

export function apiServerFlags(files: Files): readonly string[] {
  return [
    `--etcd-servers=${ETCD}`,
    `--advertise-address=${NETWORK.node}`,
    `--secure-port=${API_PORT}`,
    `--tls-cert-file=${files.certificate('kube-apiserver')}`,
    `--tls-private-key-file=${files.privateKey('kube-apiserver')}`,
    `--client-ca-file=${files.authority}`,
    // A kubelet may only touch its own node and that node's pods.
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    `--kubelet-certificate-authority=${files.authority}`,
    `--kubelet-client-certificate=${files.certificate('admin')}`,
    `--kubelet-client-key=${files.privateKey('admin')}`,
    '--kubelet-preferred-address-types=InternalIP',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.serviceAccounts}`,
    `--service-account-signing-key-file=${files.serviceAccounts}`,
    `--service-cluster-ip-range=${NETWORK.services}`,
    // As clusters have it: what may be privileged is the namespace's affair.
    '--allow-privileged=true',
  ];
}

export function controllerManagerFlags(files: Files): readonly string[] {
  return [
    ...asItself(files, 'kube-controller-manager'),
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${files.serviceAccounts}`,
    `--root-ca-file=${files.authority}`,
    // Its default is a folder of the machine, which it makes.
    '--flex-volume-plugin-dir=/var/lib/kubelet/volume-plugins',
  ];
}

export function schedulerFlags(files: Files): readonly string[] {
  return asItself(files, 'kube-scheduler');
}

function asItself(files: Files, name: string): readonly string[] {
  const kubeconfig = files.kubeconfigOf(name);
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    // There is one of each.
    '--leader-elect=false',
  ];
}
