import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BuildError } from '../../../local/tools/errors.ts';
import { obtain } from '../../../local/tools/obtain.ts';
import { bareMachine } from './bare-machine.ts';

const { root, machine, script } = bareMachine();
const asRoot = () => machine({}, { isRoot: true });

/** An apt-get that installs a program that says this. */
const installs = (name: string, program: string, says: string) =>
  script(
    'apt-get',
    `[ "$*" = "install -y --no-install-recommends ${name}" ] && [ $DEBIAN_FRONTEND = noninteractive ] || exit 1
printf '#!/bin/sh\\necho ${says}\\n' > ${join(root(), 'bin', program)}
/bin/chmod 755 ${join(root(), 'bin', program)}`,
  );

describe('a tool of the system’s package manager', () => {
  test('is installed by root', async () => {
    await installs('iptables', 'iptables', 'iptables v1.8.9');
    const { iptables } = await obtain(['iptables'], asRoot());
    expect(iptables).toMatchObject({ source: 'built', version: '1.8.9', path: join(root(), 'bin/iptables') });
    expect((await obtain(['iptables'], machine())).iptables.source).toBe('path');
  });

  test('is PostgreSQL as well', async () => {
    await installs('postgresql', 'postgres', 'postgres 15.13');
    expect((await obtain(['postgres'], asRoot())).postgres).toMatchObject({ source: 'built', version: '15.13' });
  });

  test('is asked for where we may not install it', async () => {
    await installs('iptables', 'iptables', 'iptables v1.8.9');
    await expect(obtain(['iptables'], machine())).rejects.toThrow(
      "iptables 1.8 or newer on the PATH: sudo apt-get install iptables, or your system's package iptables",
    );
  });

  test('is asked for where root has no apt-get', async () => {
    await expect(obtain(['iptables', 'postgres'], asRoot())).rejects.toThrow(/PostgreSQL 15 or newer.*\n.*iptables 1\.8 or newer/);
  });

  test('fails as a build does where the installation fails', async () => {
    await script('apt-get', 'echo "E: Unable to locate package" >&2; exit 100');
    const error = await obtain(['iptables'], asRoot()).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BuildError);
    expect((error as BuildError).message).toMatch(/^Building iptables failed: exit code 100\..*Unable to locate.*install\.log$/s);
  });

  test('fails where what was installed is too old', async () => {
    await installs('iptables', 'iptables', 'iptables v1.6.0');
    await expect(obtain(['iptables'], asRoot())).rejects.toThrow('Building iptables failed');
  });
});

test('a link to a program that does what it is called is not followed', async () => {
  const program = await script('xtables-nft-multi', 'echo "iptables v1.8.9 (nf_tables)"');
  const link = join(root(), 'bin/iptables');
  await symlink(program, link);
  expect((await obtain(['iptables'], machine())).iptables).toMatchObject({ path: link, command: [link] });
});
