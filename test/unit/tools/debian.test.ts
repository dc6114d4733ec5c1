import { access, constants, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BuildError } from '../../../local/tools/errors.ts';
import { obtain } from '../../../local/tools/obtain.ts';
import { bareMachine } from './bare-machine.ts';

const { root, machine, script } = bareMachine();

/** What `dpkg-deb --extract` would put there: programs that hold their own name. */
function unpacks(...files: readonly string[]): string {
  const make = files.map((file) => {
    const target = `"$3/${file}"`;
    return `/bin/mkdir -p "$3/${dirname(file)}" && echo ${file} > ${target} && /bin/chmod 755 ${target}`;
  });
  return ['[ "$1" = --extract ]', ...make].join(' && ');
}

describe('a binary out of a Debian package', () => {
  test('is kept without installing the package, which would start its service', async () => {
    await script('apt-get', '[ "$*" = "download etcd-server" ] && echo > etcd-server_3.4.23_amd64.deb');
    await script('dpkg-deb', unpacks('usr/bin/etcd'));
    const { etcd } = await obtain(['etcd'], machine());
    expect(etcd).toMatchObject({ source: 'built', path: expect.stringMatching(/cache\/etcd\/[0-9a-f]{16}\/etcd$/) });
    expect(await readFile(etcd.path, 'utf8')).toBe('usr/bin/etcd\n');
    expect((await obtain(['etcd'], machine())).etcd).toMatchObject({ source: 'cache', path: etcd.path });
  });

  test('is looked for again after the package lists are refreshed', async () => {
    const lists = join(root(), 'lists');
    await script('apt-get', `[ "$1" = update ] && echo > ${lists} && exit; [ -f ${lists} ] && echo > etcd-server.deb`);
    await script('dpkg-deb', unpacks('usr/bin/etcd'));
    expect((await obtain(['etcd'], machine())).etcd.source).toBe('built');
  });

  test('is asked for where there are no such packages', async () => {
    await expect(obtain(['etcd'], machine())).rejects.toThrow(
      "etcd 3.4 or newer on the PATH: brew install etcd, or your system's package etcd-server",
    );
  });

  test('has to be in the package', async () => {
    await script('apt-get', 'echo > etcd-server.deb');
    await script('dpkg-deb', unpacks('usr/sbin/etcd'));
    const error = await obtain(['etcd'], machine()).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BuildError);
    expect((error as BuildError).message).toContain('etcd-server.deb has no usr/bin/etcd, which local/tools/catalogue names.');
  });

  test('comes with the others of its package, each executable', async () => {
    await script('apt-get', '[ "$*" = "download containerd" ] && echo > containerd.deb');
    await script('dpkg-deb', unpacks('usr/bin/containerd', 'usr/bin/ctr', 'usr/bin/containerd-shim-runc-v2', 'usr/bin/other'));
    const tools = await obtain(['containerd', 'ctr', 'containerd-shim-runc-v2'], machine());
    const folder = dirname(tools.ctr.path);
    expect(await readdir(folder)).toEqual(['containerd', 'containerd-shim-runc-v2', 'ctr']);
    for (const { name, path } of Object.values(tools)) {
      expect(path).toBe(join(folder, name));
      await access(path, constants.X_OK);
    }
  });

  test('may be a folder of them', async () => {
    await script('apt-get', '[ "$*" = "download containernetworking-plugins" ] && echo > plugins.deb');
    await script('dpkg-deb', unpacks('usr/lib/cni/bridge', 'usr/lib/cni/host-local'));
    const { 'cni-plugins': plugins } = await obtain(['cni-plugins'], machine());
    expect(await readdir(plugins.path)).toEqual(['bridge', 'host-local']);
    await access(join(plugins.path, 'bridge'), constants.X_OK);
  });

  test('waits for another one’s apt-get, which would not wait itself', async () => {
    const busy = join(root(), 'busy');
    await script(
      'apt-get',
      `[ "$1" = update ] || { /bin/mkdir ${busy} && /bin/sleep 0.2 && echo > "$2.deb" && /bin/rmdir ${busy}; }`,
    );
    await script('dpkg-deb', unpacks('usr/bin/etcd', 'usr/lib/cni/bridge'));
    const tools = await obtain(['etcd', 'cni-plugins'], machine());
    expect(Object.values(tools).map(({ source }) => source)).toEqual(['built', 'built']);
  });
});

describe('a library that a binary loads', () => {
  const ask = '[ "$2 $3" = ' + "'--showformat=$" + "{db:Status-Status} libseccomp2' ] && printf";

  test('is asked for where it is not installed, before anything is fetched', async () => {
    await script('apt-get', `echo > ${join(root(), 'fetched')}`);
    await script('dpkg-deb', 'exit 1');
    const sentence = 'libseccomp2, which runc needs to run: sudo apt-get install libseccomp2';
    await script('dpkg-query', 'exit 1');
    await expect(obtain(['runc'], machine())).rejects.toThrow(sentence);
    // Removed, but its settings kept.
    await script('dpkg-query', `${ask} config-files`);
    await expect(obtain(['runc'], machine())).rejects.toThrow(sentence);
    expect(await readdir(root())).not.toContain('fetched');
  });

  test('is also asked for where it was removed since', async () => {
    await script('apt-get', 'echo > runc.deb');
    await script('dpkg-deb', unpacks('usr/sbin/runc'));
    await script('dpkg-query', `${ask} installed`);
    expect((await obtain(['runc'], machine())).runc.source).toBe('built');
    await script('dpkg-query', 'exit 1');
    await expect(obtain(['runc'], machine())).rejects.toThrow(/libseccomp2/);
  });
});

describe('the network plugins', () => {
  test('are those in the folder that the variable names', async () => {
    const bridge = await script('bridge', 'echo "CNI bridge plugin version unknown" >&2');
    const { 'cni-plugins': plugins } = await obtain(['cni-plugins'], machine({ VIGIA_CNI_PLUGINS_BIN: dirname(bridge) }));
    expect(plugins).toMatchObject({ source: 'env', version: 'unknown', path: dirname(bridge) });
  });

  test('have to be there', async () => {
    await expect(obtain(['cni-plugins'], machine({ VIGIA_CNI_PLUGINS_BIN: root() }))).rejects.toThrow(
      `a folder with an executable bridge at ${root()}, which VIGIA_CNI_PLUGINS_BIN names: correct it or unset it`,
    );
  });
});
