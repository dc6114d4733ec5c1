/** The stack's configuration: what a deployment decides, checked as a whole before anything is created. The only reader of Pulumi's. */
import { assemble } from './config/assemble.ts';
import { situationOf } from './config/situation.ts';
import { configuration } from './config/source.ts';
import type { Config } from './config/types.ts';
import { type Placeholders, readValues } from './config/values.ts';

export { ConfigError } from './config/mistake.ts';
export type * from './config/types.ts';

export interface ReadConfigArgs {
  /**
   * What a placeholder counts as. `refused` (the default): as missing, so that nothing is created with an id that is nobody's.
   * `accepted`: as a value, and a missing secret gets one; what the plan without credentials does.
   */
  readonly placeholders?: Placeholders;
}

/**
 * Reads and checks the stack's configuration.
 * @throws ConfigError with every mistake, and the command for each value that is missing
 */
export function readConfig({ placeholders = 'refused' }: ReadConfigArgs = {}): Config {
  const source = configuration();
  const situation = situationOf(source);
  return assemble(situation, readValues({ source, situation, placeholders }));
}
