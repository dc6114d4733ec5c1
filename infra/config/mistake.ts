/** What is wrong with a configuration, said all at once. */
import { RunError } from '@pulumi/pulumi';

/** One mistake. */
export interface Mistake {
  /** The key, or the path inside its value. */
  readonly at: string;
  /** What was found, what is allowed, and an example: sentences without the key. */
  readonly message: string;
  /** Where a value is missing: the command that sets it. */
  readonly command?: string;
}

/** A configuration that nothing is created with. Its message holds every mistake, and no secret. */
export class ConfigError extends RunError {
  // A RunError, so that the engine prints the message alone: a trace through our code would tell the reader nothing.
  override readonly name = 'ConfigError';
  readonly mistakes: readonly Mistake[];

  constructor(stack: string, mistakes: readonly Mistake[]) {
    super(render(stack, mistakes));
    this.mistakes = mistakes;
  }
}

function render(stack: string, mistakes: readonly Mistake[]): string {
  const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`;
  const commands = mistakes.flatMap(({ command }) => command ?? []);
  return [
    `The configuration of stack ${stack} has ${count}; nothing was created.`,
    mistakes.map(({ at, message }) => `- ${at}: ${message}`).join('\n'),
    ...(commands.length > 0
      ? [`To set what is missing (a secret is asked for):`, commands.map((line) => `  ${line}`).join('\n')]
      : []),
  ].join('\n\n');
}
