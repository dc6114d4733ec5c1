import { describe, expect, test } from 'vitest';
import { NODE_TOOLS, RECIPES, toolsOn } from '../../../local/tools/catalogue.ts';
import { MissingToolError } from '../../../local/tools/errors.ts';
import { obtain } from '../../../local/tools/obtain.ts';
import { bareMachine } from './bare-machine.ts';

const { machine, script } = bareMachine();
const mac = () => machine({}, { platform: 'darwin-arm64' });

describe('what only a node of a cluster needs', () => {
  test('is refused off Linux, even where there is such a program, together with what else is missing', async () => {
    await script('runc', 'echo runc version 1.3.0');
    const error = await obtain(['runc', 'kubelet', 'etcd'], mac()).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(MissingToolError);
    expect((error as MissingToolError).missing).toEqual([
      'Linux, for runc, kubelet: a node of a cluster runs nowhere else. Every test that needs no cluster runs without it',
      "etcd 3.4 or newer on the PATH: brew install etcd, or your system's package etcd-server",
    ]);
  });

  test('is not among the tools of a Mac, and is among those of a Linux', () => {
    expect(toolsOn('darwin-arm64')).not.toContain('kubelet');
    expect(toolsOn('darwin-arm64')).not.toContain('iptables');
    expect(toolsOn('linux-arm64')).toEqual(expect.arrayContaining(['kubelet', 'iptables', 'runc', 'cni-plugins']));
  });

  test('is all that a Mac does without', () => {
    const left = toolsOn('linux-x64').filter((name) => !toolsOn('darwin-arm64').includes(name));
    expect([...left].sort()).toEqual([...NODE_TOOLS].sort());
    expect(toolsOn('darwin-arm64')).toEqual(
      expect.arrayContaining(['kube-apiserver', 'kubectl', 'etcd', 'postgres', 'moto', 'otelcol']),
    );
  });
});

test('every tool of a Debian recipe has its file in the package', () => {
  for (const recipe of RECIPES.filter(({ kind }) => kind === 'debian')) {
    expect(recipe.kind === 'debian' && Object.keys(recipe.files)).toEqual(recipe.makes);
  }
});
