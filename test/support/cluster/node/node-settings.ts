/** Settings of the kubelet and of kube-proxy, as the files that they read. */
import { CGROUP, CLUSTER_DOMAIN, type Files, NETWORK, NODE_NAME } from './layout.ts';
import { CONTAINERD_SOCKET } from './runtime-settings.ts';

/** As in production where nothing is said: what differs has its reason. */
export function kubeletConfiguration(files: Files) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: files.authority } },
    // So RBAC decides who may read its metrics.
    authorization: { mode: 'Webhook' },
    readOnlyPort: 0,
    tlsCertFile: files.certificate('kubelet-serving'),
    tlsPrivateKeyFile: files.privateKey('kubelet-serving'),
    clusterDNS: [NETWORK.dns],
    clusterDomain: CLUSTER_DOMAIN,
    resolvConf: files.resolvConf,
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${CGROUP}`,
    // Machines whose kernel has control groups of the first version only are welcome.
    failCgroupV1: false,
    failSwapOn: false,
    // A person's disk may be nearly full: nothing is evicted for that, and no image is removed, since none could be pulled again.
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
      'imagefs.inodesFree': '0%',
    },
    imageGCHighThresholdPercent: 100,
    // Its default is a folder of the machine.
    volumePluginDir: '/var/lib/kubelet/volume-plugins',
    // The node is a guest: it asks for no protection that other programs of the machine do not have.
    oomScoreAdj: 0,
  };
}

export function kubeletFlags(files: Files): readonly string[] {
  return [
    `--config=${files.kubelet}`,
    `--kubeconfig=${files.kubeconfigOf('kubelet')}`,
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${NETWORK.node}`,
  ];
}

export function proxyConfiguration(files: Files) {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: files.kubeconfigOf('kube-proxy') },
    hostnameOverride: NODE_NAME,
    mode: 'iptables',
    detectLocalMode: 'ClusterCIDR',
    clusterCIDR: NETWORK.pods,
    // The table of connections is the machine's: its size stays as it is.
    conntrack: { maxPerCore: 0, min: 0 },
    oomScoreAdj: 0,
  };
}
