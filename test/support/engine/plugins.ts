/** The provider plugins that the engine finds on its PATH. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Plugin -> the npm package whose resources it makes. */
const PACKAGES = {
  aws: '@pulumi/aws',
  kubernetes: '@pulumi/kubernetes',
  grafana: '@pulumiverse/grafana',
  pagerduty: '@pulumi/pagerduty',
  datadog: '@pulumi/datadog',
  random: '@pulumi/random',
} as const;

/** Writes an executable `pulumi-resource-<name>` into `folder` for each provider, all of them the same stand-in. */
export async function writePlugins(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const program = join(import.meta.dirname, 'provider.ts');
  for (const [name, npmPackage] of Object.entries(PACKAGES)) {
    const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' ${npmPackage} "$@"\n`;
    await writeFile(join(folder, `pulumi-resource-${name}`), script, { mode: 0o755 });
  }
}
