/** What the node's servers are told. */
import { describe, expect, it } from 'vitest';
import { apiServerFlags, controllerManagerFlags, schedulerFlags } from '../../../support/cluster/node/control-plane.ts';
import { filesIn } from '../../../support/cluster/node/layout.ts';
import { mountCommands } from '../../../support/cluster/node/mounts.ts';
import { linkCommands, nodeNetworkCommands } from '../../../support/cluster/node/network.ts';
import { kubeletConfiguration, kubeletFlags, proxyConfiguration } from '../../../support/cluster/node/node-settings.ts';
import { cniConfiguration, containerdConfiguration } from '../../../support/cluster/node/runtime-settings.ts';
import { nodeServices } from '../../../support/cluster/node/services.ts';
import { NODE_TOOLS, type Programs } from '../../../support/cluster/node/tools.ts';

const files = filesIn('/data');
const programs = Object.fromEntries(NODE_TOOLS.map((name) => [name, `/tools/${name}/${name}`])) as Programs;

describe('the API server', () => {
  it('lets nobody do what RBAC does not grant, and a kubelet only what is its own', () => {
    expect(apiServerFlags(files)).toContain('--authorization-mode=Node,RBAC');
    expect(apiServerFlags(files)).toContain('--enable-admission-plugins=NodeRestriction');
  });

  it('believes a kubelet by its certificate', () => {
    expect(apiServerFlags(files)).toContain('--kubelet-certificate-authority=/data/keys/authority.crt');
  });

  it('gives Services addresses of the range that the machine has a route to', () => {
    expect(apiServerFlags(files)).toContain('--service-cluster-ip-range=198.19.0.0/16');
    expect(linkCommands(7)).toContainEqual(['ip', 'route', 'add', '198.19.0.0/16', 'via', '198.18.0.2', 'dev', 'vigia-host']);
  });
});

describe('controllers and scheduler', () => {
  it('speak to the API server each under its own name', () => {
    expect(controllerManagerFlags(files)).toContain('--kubeconfig=/data/keys/kube-controller-manager.kubeconfig');
    expect(schedulerFlags(files)).toContain('--kubeconfig=/data/keys/kube-scheduler.kubeconfig');
  });

  it('give each pod the authority by which it believes the API server and the kubelet', () => {
    expect(controllerManagerFlags(files)).toContain('--root-ca-file=/data/keys/authority.crt');
  });

  it('make no folder of the machine', () => {
    expect(controllerManagerFlags(files)).toContain('--flex-volume-plugin-dir=/var/lib/kubelet/volume-plugins');
  });
});

describe('the kubelet', () => {
  it('is as in production, but for what a guest on a machine needs', () => {
    expect(kubeletConfiguration(files)).toEqual({
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      authentication: {
        anonymous: { enabled: false },
        webhook: { enabled: true },
        x509: { clientCAFile: '/data/keys/authority.crt' },
      },
      authorization: { mode: 'Webhook' },
      readOnlyPort: 0,
      tlsCertFile: '/data/keys/kubelet-serving.crt',
      tlsPrivateKeyFile: '/data/keys/kubelet-serving.key',
      clusterDNS: ['198.19.0.10'],
      clusterDomain: 'cluster.local',
      resolvConf: '/data/settings/resolv.conf',
      containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
      cgroupDriver: 'cgroupfs',
      cgroupRoot: '/vigia-node',
      failCgroupV1: false,
      failSwapOn: false,
      evictionHard: {
        'memory.available': '100Mi',
        'nodefs.available': '0%',
        'nodefs.inodesFree': '0%',
        'imagefs.available': '0%',
        'imagefs.inodesFree': '0%',
      },
      imageGCHighThresholdPercent: 100,
      volumePluginDir: '/var/lib/kubelet/volume-plugins',
      oomScoreAdj: 0,
    });
  });

  it('goes by the name and the address that its certificate is for', () => {
    expect(kubeletFlags(files)).toEqual([
      '--config=/data/settings/kubelet.json',
      '--kubeconfig=/data/keys/kubelet.kubeconfig',
      '--hostname-override=vigia-node',
      '--node-ip=198.18.0.2',
    ]);
  });
});

describe('the network', () => {
  it('is linked by a pair of interfaces, one of them in the network of the process named', () => {
    expect(linkCommands(4711)).toEqual([
      ['ip', 'link', 'add', 'vigia-host', 'type', 'veth', 'peer', 'name', 'vigia-node', 'netns', '4711'],
      ['ip', 'address', 'add', '198.18.0.1/30', 'dev', 'vigia-host'],
      ['ip', 'link', 'set', 'vigia-host', 'up'],
      ['ip', 'route', 'add', '198.18.64.0/24', 'via', '198.18.0.2', 'dev', 'vigia-host'],
      ['ip', 'route', 'add', '198.19.0.0/16', 'via', '198.18.0.2', 'dev', 'vigia-host'],
    ]);
    expect(nodeNetworkCommands()).toContainEqual(['ip', 'route', 'add', 'default', 'via', '198.18.0.1']);
  });

  it('has pods on a bridge, which reach themselves through their Service', () => {
    expect(cniConfiguration().plugins[0]).toEqual({
      type: 'bridge',
      bridge: 'pods',
      isGateway: true,
      hairpinMode: true,
      ipMasq: false,
      ipam: { type: 'host-local', ranges: [[{ subnet: '198.18.64.0/24' }]], routes: [{ dst: '0.0.0.0/0' }] },
    });
  });

  it("leaves the size of the machine's table of connections alone", () => {
    expect(proxyConfiguration(files).conntrack).toEqual({ maxPerCore: 0, min: 0 });
  });
});

describe('containerd', () => {
  const lines = containerdConfiguration(programs, '/data/settings/cni')
    .split('\n')
    .map((line) => line.trim());
  it('asks for no score below its own, without which no pod would start', () => {
    expect(lines).toContain('restrict_oom_score_adj = true');
  });
  it('runs pods with the programs it is given', () => {
    expect(lines).toContain('BinaryName = "/tools/runc/runc"');
    expect(lines).toContain('bin_dir = "/tools/cni-plugins/cni-plugins"');
    expect(lines).toContain('conf_dir = "/data/settings/cni"');
    expect(lines).toContain('sandbox_image = "registry.k8s.io/pause:3.10"');
  });
});

describe('mounts', () => {
  it("put the node's folders over the machine's, and hide kernel settings that a kubelet would change for all", () => {
    const mounts = mountCommands('/data');
    expect(mounts.slice(0, 4)).toEqual([
      ['mount', '--bind', '/data/run', '/run'],
      ['mount', '--bind', '/data/var-lib', '/var/lib'],
      ['mount', '--bind', '/data/var-log', '/var/log'],
      ['mount', '--bind', '/data/pretended/vm.overcommit_memory', '/proc/sys/vm/overcommit_memory'],
    ]);
    expect(mounts.at(-1)).toEqual(['mount', '--make-rshared', '/']);
  });
});

describe('the servers', () => {
  const services = nodeServices('/data', programs);
  it('start each after those it needs', () => {
    expect(Object.fromEntries(services.map(({ name, after }) => [name, after]))).toEqual({
      etcd: [],
      containerd: [],
      'kube-apiserver': ['etcd'],
      'kube-controller-manager': ['kube-apiserver'],
      'kube-scheduler': ['kube-apiserver'],
      'kube-proxy': ['kube-apiserver'],
      kubelet: ['kube-apiserver', 'containerd'],
    });
  });
  it('find what they call by name', () => {
    expect(services.find(({ name }) => name === 'containerd')?.env?.PATH).toMatch(
      /^\/tools\/containerd-shim-runc-v2:\/tools\/iptables:/,
    );
  });
});
