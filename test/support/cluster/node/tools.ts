/** The programs that the node is made of. */
import { ensureTools, type Options, type ToolName } from '../../../../local/tools/index.ts';

export const NODE_TOOLS = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'kubectl',
  'kubelet',
  'containerd',
  'containerd-shim-runc-v2',
  'ctr',
  'runc',
  'cni-plugins',
  'iptables',
] as const satisfies readonly ToolName[];

/** Name -> path of the executable; of `cni-plugins` the folder. */
export type Programs = Readonly<Record<(typeof NODE_TOOLS)[number], string>>;

/** Builds or finds all of them; rejects as `ensureTools` does. */
export async function nodePrograms(options: Options): Promise<Programs> {
  const tools = await ensureTools(NODE_TOOLS, options);
  return Object.fromEntries(NODE_TOOLS.map((name) => [name, tools[name].path])) as Programs;
}
