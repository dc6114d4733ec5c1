/** Pulumi's configuration as it hands it on: texts by key, and which of them are secret. */
import { runtime } from '@pulumi/pulumi';
import * as internals from '@pulumi/pulumi/runtime/config.js';

/** The SDK has this function and uses it itself, but leaves it out of its types. */
const { isConfigSecret } = internals as unknown as { isConfigSecret(key: string): boolean };

export interface Configuration {
  /** Lists and objects are JSON. Secrets are in clear: nothing here is ever printed unless `isSecret` says no. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Whether the stack holds the key's value as a secret. */
  isSecret(key: string): boolean;
}

export function configuration(): Configuration {
  return { values: runtime.allConfig(), isSecret: isConfigSecret };
}
