/** Settings of containerd and of the pods' network. */
import { NETWORK, PAUSE_IMAGE } from './layout.ts';
import type { Programs } from './tools.ts';

export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

/** @param cniFolder where `cniConfiguration` is written */
export function containerdConfiguration({ runc, 'cni-plugins': plugins }: Programs, cniFolder: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
[grpc]
  address = "${CONTAINERD_SOCKET}"
# Its default is a folder of the machine.
[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd/opt"
[${cri}]
  sandbox_image = "${PAUSE_IMAGE}"
  # Whoever may not protect a process from the kernel's killer could start no pod otherwise.
  restrict_oom_score_adj = true
[${cri}.cni]
  bin_dir = "${plugins}"
  conf_dir = "${cniFolder}"
[${cri}.containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  BinaryName = "${runc}"
`;
}

/** A bridge for all pods. It enforces no NetworkPolicy. */
export function cniConfiguration() {
  return {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        type: 'bridge',
        bridge: 'pods',
        isGateway: true,
        // A pod that reaches itself through its Service.
        hairpinMode: true,
        // The machine has a route back to the pods.
        ipMasq: false,
        ipam: { type: 'host-local', ranges: [[{ subnet: NETWORK.pods }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
}
