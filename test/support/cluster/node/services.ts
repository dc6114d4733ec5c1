/** The servers of the node, for the supervisor that runs them. */
import { delimiter, dirname } from 'node:path';
import type { Service } from '../../../../local/supervisor/service.ts';
import { apiServerFlags, controllerManagerFlags, etcdFlags, schedulerFlags } from './control-plane.ts';
import { type Files, filesIn } from './layout.ts';
import { kubeletFlags } from './node-settings.ts';
import { CONTAINERD_SOCKET } from './runtime-settings.ts';
import type { Programs } from './tools.ts';

/** Folders of programs that the kubelet and its like call by name. */
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function nodeServices(dataFolder: string, programs: Programs): readonly Service[] {
  const files = filesIn(dataFolder);
  const kubectl = [programs.kubectl, '--kubeconfig', files.kubeconfig] as const;
  const service = serviceOf(files, programs);
  return [
    service('etcd', etcdFlags, [], { http: 'http://127.0.0.1:2379/health' }),
    service('containerd', ['--config', files.containerd], [], {
      run: [programs.ctr, '--address', CONTAINERD_SOCKET, 'version'],
    }),
    service('kube-apiserver', apiServerFlags(files), ['etcd'], { run: [...kubectl, 'get', '--raw', '/readyz'] }),
    service('kube-controller-manager', controllerManagerFlags(files), ['kube-apiserver'], { tcp: 10_257 }),
    service('kube-scheduler', schedulerFlags(files), ['kube-apiserver'], { tcp: 10_259 }),
    service('kube-proxy', ['--config', files.kubeProxy], ['kube-apiserver'], { http: 'http://127.0.0.1:10256/livez' }),
    service('kubelet', kubeletFlags(files), ['kube-apiserver', 'containerd'], { http: 'http://127.0.0.1:10248/healthz' }),
  ];
}

function serviceOf(files: Files, programs: Programs) {
  // containerd looks for its shim, kube-proxy for iptables.
  const folders = [dirname(programs['containerd-shim-runc-v2']), dirname(programs.iptables), SYSTEM_PATH];
  const env = { PATH: folders.join(delimiter), HOME: '/run' };
  return (
    name: keyof Programs,
    flags: readonly string[],
    after: readonly string[],
    ready: NonNullable<Service['ready']>,
  ): Service => ({
    name,
    argv: [programs[name], ...flags],
    env,
    after,
    // The network is the node's own: nobody else has a port there.
    ports: [],
    ready,
    log: files.log(name),
  });
}
