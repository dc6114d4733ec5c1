/** The image that holds a pod's namespaces: a program of ten lines, since the published one cannot be had. */
import { join } from 'node:path';
import { run } from '../../../../local/tools/run.ts';
import type { ImageSpec } from './archive.ts';

/**
 * Builds the program, which takes a second.
 * @param scratch folder for what is built
 * @throws Error with the compiler's output where that fails
 */
export async function pauseImage(name: string, scratch: string, signal?: AbortSignal): Promise<ImageSpec> {
  const file = join(scratch, 'pause');
  const flags = ['-trimpath', '-ldflags=-s -w', '-o', file];
  const { code, output } = await run(['go', 'build', ...flags, 'pause.go'], {
    cwd: import.meta.dirname,
    env: { ...process.env, CGO_ENABLED: '0', GO111MODULE: 'off' },
    ...(signal && { signal }),
  });
  if (code !== 0) throw new Error(`The pause program cannot be built; Go says:\n${output.trim()}`);
  // The published image's user, which is a number.
  return { name, entrypoint: ['/pause'], user: '65535:65535', files: { '/pause': { from: file } } };
}
