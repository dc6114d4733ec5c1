/** What somebody types to put a key right. */
import type { Key, Situation } from './key.ts';
import type { KeyName } from './keys.ts';

/** The command that sets a key. Without a value on its line, Pulumi asks for it: a secret does not reach the shell's history. */
export function setCommand(name: KeyName, key: Key<unknown>, { environment }: Pick<Situation, 'environment'>): string {
  const set = `pulumi config set --stack ${environment.name}`;
  if (key.secret) return `${set} --secret ${name}`;
  const example = key.exampleIn?.[environment.name] ?? key.example;
  return `${set} ${name} ${/^[\w.:/@-]+$/.test(example) ? example : `'${example}'`}`;
}

/** The command that takes a key away. */
export function removeCommand(name: KeyName, { environment }: Pick<Situation, 'environment'>): string {
  return `pulumi config rm --stack ${environment.name} ${name}`;
}
