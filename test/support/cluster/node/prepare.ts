/** Writes everything that the node's servers read. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCredentials } from './credentials.ts';
import { filesIn, OWN_FOLDERS } from './layout.ts';
import { writeMounted } from './mounts.ts';
import { kubeletConfiguration, proxyConfiguration } from './node-settings.ts';
import { cniConfiguration, containerdConfiguration } from './runtime-settings.ts';
import { VOLUME_FOLDERS } from './storage.ts';
import type { Programs } from './tools.ts';

/** @param dataFolder exists, and is empty */
export async function prepareNode(dataFolder: string, programs: Programs): Promise<void> {
  const files = filesIn(dataFolder);
  await writeMounted(dataFolder);
  for (const folder of VOLUME_FOLDERS) await mkdir(outside(dataFolder, folder), { recursive: true });
  await mkdir(files.cni, { recursive: true });
  await writeFile(files.containerd, containerdConfiguration(programs, files.cni));
  // JSON is YAML, which all of these read.
  await writeFile(join(files.cni, '10-pods.conflist'), JSON.stringify(cniConfiguration()));
  await writeFile(files.kubelet, JSON.stringify(kubeletConfiguration(files)));
  await writeFile(files.kubeProxy, JSON.stringify(proxyConfiguration(files)));
  // Pods that want the node's DNS have none.
  await writeFile(files.resolvConf, '');
  await writeCredentials(files);
}

/** Where a path of the node is on the machine. */
function outside(dataFolder: string, path: string): string {
  const own = Object.entries(OWN_FOLDERS).find(([folder]) => path.startsWith(`${folder}/`));
  return own ? join(dataFolder, own[1], path.slice(own[0].length)) : path;
}
