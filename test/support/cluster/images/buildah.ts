/**
 * Debian's buildah, taken out of its package and not installed: it runs a Dockerfile without a daemon. Needs root on Linux, as the
 * cluster does.
 */
import { globSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../../local/tools/run.ts';

/** With the libraries of its packages that a system may not have. */
const PACKAGES = ['buildah', 'libassuan0', 'libdevmapper1.02.1', 'libgpg-error0', 'libgpgme11', 'libsubid4'] as const;

/** Runs one command of buildah. */
export type Buildah = (args: readonly string[]) => Promise<void>;

/**
 * Downloads it (7 MB), which apt verifies.
 * @param scratch folder for the program and for all that it keeps
 * @throws Error with apt's words where it cannot be had; of each command that fails, with what it printed
 */
export async function buildah(scratch: string, signal?: AbortSignal): Promise<Buildah> {
  const unpacked = join(scratch, 'packages/unpacked');
  await mkdir(unpacked, { recursive: true });
  await settings(scratch);
  const execute = async (command: readonly [string, ...string[]], cwd: string) => {
    const env = { ...process.env, CONTAINERS_REGISTRIES_CONF: join(scratch, 'registries.conf') };
    const { code, output } = await run(command, { cwd, env, ...(signal && { signal }) });
    if (code !== 0) throw new Error(`${command.join(' ')} failed with code ${code}:\n${output.trimEnd().slice(-2_000)}`);
  };
  await execute(['apt-get', 'download', ...PACKAGES], join(scratch, 'packages')).catch(async () => {
    await execute(['apt-get', 'update'], scratch);
    await execute(['apt-get', 'download', ...PACKAGES], join(scratch, 'packages'));
  });
  const archives = (await readdir(join(scratch, 'packages'))).filter((file) => file.endsWith('.deb'));
  for (const archive of archives) await execute(['dpkg-deb', '--extract', archive, unpacked], join(scratch, 'packages'));
  const libraries = globSync(join(unpacked, 'usr/lib/*/'));
  await writeFile(join(scratch, 'ld.so.conf'), ['include /etc/ld.so.conf', ...libraries, ''].join('\n'));
  // Namespaces of its own: its mounts go with them, and when it is stopped so does all that its steps have started.
  const isolated = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return (args) => execute(['unshare', ...isolated, 'sh', '-c', START, scratch, ...args], scratch);
}

/** Images come from nowhere but archives, so there is neither a registry nor a signature to ask for. */
async function settings(scratch: string): Promise<void> {
  await writeFile(join(scratch, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
  await writeFile(join(scratch, 'registries.conf'), 'unqualified-search-registries = []\n');
}

/**
 * It starts itself again with an empty environment, so its libraries have to be in the loader's cache: in one of its own, which its mount
 * namespace shows it.
 */
const START = `set -e
PATH="$PATH:/usr/sbin:/sbin"
ldconfig -X -f "$0/ld.so.conf" -C "$0/ld.so.cache"
mount --bind "$0/ld.so.cache" /etc/ld.so.cache
exec "$0/packages/unpacked/usr/bin/buildah" --root "$0/storage" --runroot "$0/run" --storage-driver vfs "$@"`;
