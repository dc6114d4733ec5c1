/** A machine that cannot run a node is told so, with what to use instead. */
import { expect, it } from 'vitest';
import { unsuitable } from '../../support/cluster/machine.ts';

const fine = { platform: 'linux', isRoot: true, cgroups: true, missing: [] };
const INSTEAD =
  /Instead: npm test, .* `npm run preview -- --stack dev --out DIR` writes them for a cluster of your own \(kind create cluster;/;

it('takes a Linux with root, control groups and the programs', () => {
  expect(unsuitable(fine)).toBeUndefined();
});

it('refuses another system, by its name', () => {
  expect(unsuitable({ ...fine, platform: 'darwin' })).toMatch(/^A Kubernetes node runs on Linux only; this is darwin\. /);
  expect(unsuitable({ ...fine, platform: 'darwin' })).toMatch(INSTEAD);
});

it('refuses a user who is not root', () => {
  expect(unsuitable({ ...fine, isRoot: false })).toMatch(/has to be started as root\. /);
  expect(unsuitable({ ...fine, isRoot: false })).toMatch(INSTEAD);
});

it('refuses a machine whose control groups cannot be written', () => {
  expect(unsuitable({ ...fine, cgroups: false })).toMatch(
    /\/sys\/fs\/cgroup, and to write there \(in a container: --privileged\)\. /,
  );
});

it('names each missing program with its package', () => {
  expect(unsuitable({ ...fine, missing: ['ip', 'nsenter'] })).toBe(
    'A Kubernetes node needs programs that are not on the PATH: ip, of the package iproute2; nsenter, of the package util-linux. ' +
      'Install them, then start again.',
  );
});
