/** What a Kubernetes cluster is made of. */
import type { Recipe } from '../recipe.ts';

const PROMETHEUS_VERSION = 'github.com/prometheus/common/version.Version';
const KUBERNETES_VERSION = 'k8s.io/component-base/version';

export const CLUSTER: readonly Recipe[] = [
  {
    kind: 'go',
    name: 'kubernetes',
    version: '1.37.2',
    makes: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'kubectl'],
    packages: [
      'k8s.io/kubernetes/cmd/kube-apiserver',
      'k8s.io/kubernetes/cmd/kube-controller-manager',
      'k8s.io/kubernetes/cmd/kube-scheduler',
      'k8s.io/kubernetes/cmd/kube-proxy',
      'k8s.io/kubernetes/cmd/kubectl',
    ],
    flags: [],
    // Without its version a server takes itself for 0.0 and switches every feature gate to what that release had.
    ldflags: ['-s -w', 'gitVersion=v1.37.2', 'gitMajor=1', 'gitMinor=37'].join(` -X ${KUBERNETES_VERSION}.`),
    additions: [],
  },
  {
    // The last minor whose kubelet runs where the kernel has control groups of the first version only; its API server may be three newer.
    kind: 'go',
    name: 'kubelet',
    version: '1.34.2',
    makes: ['kubelet'],
    packages: ['k8s.io/kubernetes/cmd/kubelet'],
    flags: [],
    ldflags: ['-s -w', 'gitVersion=v1.34.2', 'gitMajor=1', 'gitMinor=34'].join(` -X ${KUBERNETES_VERSION}.`),
    additions: [],
  },
  {
    kind: 'go',
    name: 'coredns',
    version: '1.15.0',
    makes: ['coredns'],
    packages: ['.'],
    flags: [],
    ldflags: '-s -w',
    additions: [],
  },
  {
    kind: 'go',
    name: 'prometheus-config-reloader',
    version: '0.93.0',
    makes: ['prometheus-config-reloader'],
    packages: ['github.com/prometheus-operator/prometheus-operator/cmd/prometheus-config-reloader'],
    flags: [],
    ldflags: `-s -w -X ${PROMETHEUS_VERSION}=0.93.0`,
    additions: [],
  },
  {
    kind: 'debian',
    name: 'etcd',
    version: '3.4',
    makes: ['etcd'],
    package: 'etcd-server',
    files: { etcd: 'usr/bin/etcd' },
    libraries: [],
    elsewhere: "on the PATH: brew install etcd, or your system's package etcd-server",
  },
  {
    kind: 'debian',
    name: 'containerd',
    version: '1.6',
    makes: ['containerd', 'ctr', 'containerd-shim-runc-v2'],
    package: 'containerd',
    files: {
      containerd: 'usr/bin/containerd',
      ctr: 'usr/bin/ctr',
      'containerd-shim-runc-v2': 'usr/bin/containerd-shim-runc-v2',
    },
    libraries: [],
    elsewhere: "on the PATH: your system's package containerd",
  },
  {
    kind: 'debian',
    name: 'runc',
    version: '1.1',
    makes: ['runc'],
    package: 'runc',
    files: { runc: 'usr/sbin/runc' },
    libraries: ['libseccomp2'],
    elsewhere: "on the PATH: your system's package runc",
  },
  {
    kind: 'debian',
    name: 'cni-plugins',
    version: '1.1',
    makes: ['cni-plugins'],
    package: 'containernetworking-plugins',
    files: { 'cni-plugins': 'usr/lib/cni' },
    libraries: [],
    elsewhere: "in the folder that VIGIA_CNI_PLUGINS_BIN names: your system's package containernetworking-plugins",
  },
];
