/** `kubectl` for tests, which run in processes of their own, beside a node that another one has started. */
import { ensureTools } from '../../../local/tools/index.ts';
import { run } from '../../../local/tools/run.ts';
import type { ClusterNode } from './node/index.ts';

/** @param kubeconfig path of the node's */
export async function kubectlFor(kubeconfig: string): Promise<Pick<ClusterNode, 'kubectl'>> {
  const { kubectl } = await ensureTools(['kubectl']);
  return {
    kubectl: (args) =>
      run([kubectl.path, '--kubeconfig', kubeconfig, '--cache-dir', `${kubeconfig}.cache`, ...args], { env: process.env }),
  };
}
