/** The tools as data: versions, modules and flags. A build folder beside this file holds each one's pinned dependencies. */
import { CLUSTER } from './catalogue/cluster.ts';
import { SERVERS } from './catalogue/servers.ts';
import type { Recipe, SystemPackage } from './recipe.ts';
import type { ToolName } from './types.ts';

export const RECIPES: readonly Recipe[] = [...SERVERS, ...CLUSTER];

export const SYSTEM_PACKAGES: readonly SystemPackage[] = [
  {
    tool: 'postgres',
    version: '15.0',
    package: 'postgresql',
    instruction:
      'PostgreSQL 15 or newer: sudo apt-get install postgresql, brew install postgresql@17, or set VIGIA_POSTGRES_BIN to its server',
  },
  {
    tool: 'iptables',
    version: '1.8',
    package: 'iptables',
    instruction: "iptables 1.8 or newer on the PATH: sudo apt-get install iptables, or your system's package iptables",
  },
];

export const TOOL_NAMES: readonly ToolName[] = [
  ...RECIPES.flatMap((recipe) => recipe.makes),
  ...SYSTEM_PACKAGES.map(({ tool }) => tool),
];

/** What only a node of a cluster needs: it is a machine with Linux, and so are its containers. */
export const NODE_TOOLS: readonly ToolName[] = [
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'kubelet',
  'coredns',
  'prometheus-config-reloader',
  'containerd',
  'ctr',
  'containerd-shim-runc-v2',
  'runc',
  'cni-plugins',
  'iptables',
];

/** What the tool is called on a person's PATH; OpenSearch's own start script takes other arguments than our launcher, so it has none. */
export const PATH_NAMES: Readonly<Partial<Record<ToolName, string>>> = {
  prometheus: 'prometheus',
  promtool: 'promtool',
  alertmanager: 'alertmanager',
  amtool: 'amtool',
  otelcol: 'otelcol-contrib',
  tempo: 'tempo',
  etcd: 'etcd',
  'kube-apiserver': 'kube-apiserver',
  kubectl: 'kubectl',
  pulumi: 'pulumi',
  'pulumi-language-nodejs': 'pulumi-language-nodejs',
  containerd: 'containerd',
  ctr: 'ctr',
  'containerd-shim-runc-v2': 'containerd-shim-runc-v2',
  runc: 'runc',
  iptables: 'iptables',
};

/** A tool that is a folder of programs: the one in it that tells whether it is the right folder. */
export const FOLDERS: Readonly<Partial<Record<ToolName, string>>> = { 'cni-plugins': 'bridge' };

/** How a tool is asked for its version, where that is not by `--version`. */
export const VERSION_ARGS: Readonly<Partial<Record<ToolName, readonly string[]>>> = {
  kubectl: ['version', '--client'],
  pulumi: ['version'],
  'containerd-shim-runc-v2': ['-v'],
};

/** A tool that cannot be asked: it is shipped with the other one, beside it, and in its version. */
export const SHIPPED_WITH: Readonly<Partial<Record<ToolName, ToolName>>> = { 'pulumi-language-nodejs': 'pulumi' };

/** The tools that can run there: a platform as Node.js names it, such as `linux-x64`. */
export function toolsOn(platform: string): readonly ToolName[] {
  return TOOL_NAMES.filter((name) => isLinux(platform) || !NODE_TOOLS.includes(name));
}

export function isLinux(platform: string): boolean {
  return platform.startsWith('linux-');
}
