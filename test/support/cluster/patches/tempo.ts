/** Tempo's blocks in the emulator's S3. */
import { parse, stringify } from 'yaml';

interface Configuration {
  readonly storage: { readonly trace: { readonly s3: object } };
}

/**
 * The rendered configuration with the emulator in S3's place: by HTTP, and with buckets as paths, since the emulator has no names of its own.
 * @param aws base URL of the emulator
 */
export function tempoForEmulator(rendered: string, aws: string): string {
  const { storage, ...rest } = parse(rendered) as Configuration;
  const s3 = { ...storage.trace.s3, endpoint: new URL(aws).host, insecure: true, forcepathstyle: true };
  return stringify({ ...rest, storage: { ...storage, trace: { ...storage.trace, s3 } } });
}
