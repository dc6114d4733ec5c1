/** Settings from environment variables. Every mistake is reported at once, each with what was found and what would do. */
import type { z } from 'zod';

/** One environment variable. Leave out or set to nothing: the schema's default, or a mistake where it has none. */
export interface Setting<T> {
  readonly schema: z.ZodType<T, string | undefined>;
  readonly description: string;
  /** What is allowed, as the end of the sentence "needs …". */
  readonly allowed: string;
  readonly example: string;
  /** Its value is never printed. */
  readonly secret?: true;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

export type SettingValues<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

export type Environment = Readonly<Record<string, string | undefined>>;

/** Wrong settings. Its message lists every mistake. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads every setting of a table.
 * @param required names that some other setting's value makes necessary, beyond those without a default
 * @throws SettingsError that lists every mistake
 */
export function readSettings<S extends Settings>(
  settings: S,
  env: Environment,
  required: readonly (keyof S)[] = [],
): SettingValues<S> {
  const values: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const found = env[name] || undefined;
    const result = setting.schema.safeParse(found);
    if (result.success && (found !== undefined || !required.includes(name))) values[name] = result.data;
    else mistakes.push(`  ${name}: found ${shown(found, setting)}; needs ${setting.allowed}, such as ${setting.example}`);
  }
  if (mistakes.length > 0) {
    throw new SettingsError(`The environment has ${mistakes.length} mistake(s):\n${mistakes.join('\n')}`);
  }
  return values as SettingValues<S>;
}

/** The table as the last part of a command's help. */
export function settingsHelp(settings: Settings): string {
  const lines = Object.entries(settings).map(([name, { description, allowed, schema }]) => {
    const byDefault = schema.safeParse(undefined);
    const tail = !byDefault.success ? ' Required.' : byDefault.data === undefined ? '' : ` Default: ${byDefault.data}.`;
    return `  ${name}\n      ${description} ${sentence(allowed)}${tail}`;
  });
  return `\nEnvironment variables:\n${lines.join('\n')}`;
}

function shown(found: string | undefined, setting: Setting<unknown>): string {
  if (found === undefined) return 'nothing';
  return setting.secret ? 'a value that is not shown' : JSON.stringify(found);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
