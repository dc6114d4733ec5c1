// CommonJS, since the engine loads a pack by `require`, and so that an older Node can read it and say which one is needed.
const { RunError } = require('@pulumi/pulumi');

if (!process.features.typescript) {
  throw new RunError(
    `Vigía's policies need Node 22.18 or later, which runs TypeScript as it is; pulumi found Node ${process.versions.node} at ${process.execPath}. Put Node 24 first on the PATH.`,
  );
}
void import('./index.ts');
