/** Evaluates a Pulumi program without an engine and without credentials, and keeps every resource as it was registered. */
import { runtime } from '@pulumi/pulumi';
import { setMockOptions } from '@pulumi/pulumi/runtime/settings.js';
import { type Recorded, RecordingMonitor } from './monitor.ts';

export { type Json, type JsonObject, type Recorded, SECRET } from './monitor.ts';

export interface RecordArgs {
  /** Name of the stack, such as `dev`. */
  readonly stack: string;
  /** Pulumi configuration: `namespace:key` -> text, JSON text for objects and lists. */
  readonly config?: Readonly<Record<string, string>>;
  /** Which keys of `config` are secret. */
  readonly secretKeys?: readonly string[];
}

const PROJECT = 'vigia';

/**
 * Runs `program` as the stack's program and waits until all that it registered is known.
 * @returns the resources, sorted by URN, the same from run to run
 * @throws what the program throws, and an Error when it invokes a provider function: that would need an account
 */
export async function record(program: () => unknown, { stack, config, secretKeys }: RecordArgs): Promise<readonly Recorded[]> {
  const monitor = new RecordingMonitor();
  // First the SDK's own mocks, which also say which features there are; then our monitor in the place of its one.
  await runtime.setMocks(monitor.mocks, PROJECT, stack);
  setMockOptions(monitor, PROJECT, stack);
  runtime.setAllConfig({ ...config }, [...(secretKeys ?? [])]);
  let failure: { readonly error: unknown } | undefined;
  await runtime.runInPulumiStack(async () => {
    try {
      return await program();
    } catch (error) {
      // Kept, not passed on: the SDK would report it a second time, as a rejection that nobody handles.
      failure = { error };
      return {};
    }
  });
  await runtime.disconnect();
  const resources = monitor.finish();
  if (failure) throw failure.error;
  return resources;
}
