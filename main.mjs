/**
 * Where Pulumi starts. Plain JavaScript, so that an older Node can read it and say which one is needed: `pulumi` takes the one of the
 * PATH, whatever package.json asks for.
 */
import { RunError } from '@pulumi/pulumi';

if (!process.features.typescript) {
  throw new RunError(
    `Vigía needs Node 22.18 or later, which runs TypeScript as it is; pulumi found Node ${process.versions.node} at ${process.execPath}. Put Node 24 first on the PATH.`,
  );
}

/** @returns the outputs of the stack */
export default async function main() {
  const { default: platform } = await import('./index.ts');
  return platform();
}
