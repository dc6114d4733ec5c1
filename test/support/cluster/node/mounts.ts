/** What the node sees of the machine's files: its own at some paths. Only the node sees these mounts, and they end with it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_FOLDERS } from './layout.ts';

type Command = readonly [string, ...string[]];

/**
 * What the kubelet sets the whole machine's kernel to, and leaves so: file below /proc/sys -> value.
 * The node shows it files that hold these values already, and the machine stays as it is.
 */
export const PRETENDED: Readonly<Record<string, string>> = {
  'vm/overcommit_memory': '1',
  'vm/panic_on_oom': '0',
  'kernel/panic': '10',
  'kernel/panic_on_oops': '1',
  'kernel/keys/root_maxkeys': '1000000',
  'kernel/keys/root_maxbytes': '25000000',
};

const pretendedIn = (dataFolder: string, path: string) => join(dataFolder, 'pretended', path.replaceAll('/', '.'));

/** Makes what is mounted. */
export async function writeMounted(dataFolder: string): Promise<void> {
  for (const name of Object.values(OWN_FOLDERS)) await mkdir(join(dataFolder, name), { recursive: true, mode: 0o755 });
  await mkdir(join(dataFolder, 'var-log/node'), { recursive: true });
  await mkdir(join(dataFolder, 'pretended'));
  for (const [path, value] of Object.entries(PRETENDED)) await writeFile(pretendedIn(dataFolder, path), `${value}\n`);
}

/** In the node's own mount namespace. */
export function mountCommands(dataFolder: string): readonly Command[] {
  return [
    ...Object.entries(OWN_FOLDERS).map(([path, name]): Command => ['mount', '--bind', join(dataFolder, name), path]),
    ...Object.keys(PRETENDED).map((path): Command => ['mount', '--bind', pretendedIn(dataFolder, path), `/proc/sys/${path}`]),
    // Volumes that ask for mounts made later see them.
    ['mount', '--make-rshared', '/'],
  ];
}
