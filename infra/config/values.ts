/** Reads every key on its own, then applies the rules between keys, and reports what is wrong all at once. */
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { removeCommand, setCommand } from './commands.ts';
import type { Key, Situation } from './key.ts';
import { type KeyName, keyList, namespaces, type Values } from './keys.ts';
import { parsed } from './kinds.ts';
import { ConfigError, type Mistake } from './mistake.ts';
import { nearest } from './nearest.ts';
import { rules } from './rules.ts';
import type { Configuration } from './source.ts';

/** What a placeholder counts as: `refused` as missing, `accepted` as a value. */
export type Placeholders = 'refused' | 'accepted';

export interface Reading {
  readonly source: Configuration;
  readonly situation: Situation;
  readonly placeholders: Placeholders;
}

/**
 * The values of all keys.
 * @throws ConfigError with every mistake
 */
export function readValues(reading: Reading): Values {
  const { source, situation } = reading;
  const results = keyList.map(([name, key]) => [name, readKey(name, key, reading)] as const);
  // Each value has its key's type: the key's own schema has made it.
  const values = Object.fromEntries(
    results.flatMap(([name, result]) => ('value' in result ? [[name, result.value]] : [])),
  ) as Values;
  const mistakes = [
    ...results.flatMap(([, result]) => ('mistakes' in result ? result.mistakes : [])),
    ...rules.flatMap((rule) => rule(values, situation)),
    ...unknownKeys(source),
  ];
  if (mistakes.length > 0) throw new ConfigError(situation.environment.name, mistakes);
  return values;
}

type Result = { readonly value: unknown } | { readonly mistakes: readonly Mistake[] } | Record<never, never>;

function readKey(name: KeyName, key: Key<unknown>, { source, situation, placeholders }: Reading): Result {
  const text = source.values[name];
  const used = key.where.test(situation);
  if (text === undefined) {
    if (!key.required || !used) return {};
    if (key.secret && placeholders === 'accepted') return { value: key.example };
    return { mistakes: [missing(name, key, situation, 'found nothing')] };
  }
  if (!used && key.where.elsewhere) {
    return {
      mistakes: [{ at: name, message: `is set, but ${key.where.elsewhere(situation)}. Run: ${removeCommand(name, situation)}` }],
    };
  }
  const secret = source.isSecret(name);
  if (secret !== (key.secret === true)) return { mistakes: [wronglyKept(name, key, situation)] };
  if (!secret && used && placeholders === 'refused' && isPlaceholder(text, key)) {
    return { mistakes: [missing(name, key, situation, `found the placeholder ${shown(structured(text))}`)] };
  }
  const result = key.kind.safeParse(text);
  if (result.success) return { value: result.data };
  // One sentence for each place: a value can miss several forms at once.
  const mistakes = result.error.issues.map((issue) => wrong(name, key, text, issue));
  return { mistakes: mistakes.filter(({ at }, i) => mistakes.findIndex((other) => other.at === at) === i) };
}

function missing(name: KeyName, key: Key<unknown>, situation: Situation, found: string): Mistake {
  return { at: name, message: `${found}; ${allowedOf(key)}`, command: setCommand(name, key, situation) };
}

function wronglyKept(name: KeyName, key: Key<unknown>, situation: Situation): Mistake {
  const command = setCommand(name, key, situation);
  return key.secret
    ? {
        at: name,
        message: 'is in clear; allowed is a Pulumi secret only. Whoever can read the file has seen it: replace it, then set it.',
        command,
      }
    : {
        at: name,
        message: 'is a secret, but it becomes part of names that everybody can read; allowed is a value in clear.',
        command,
      };
}

function wrong(name: KeyName, key: Key<unknown>, text: string, issue: z.core.$ZodIssue): Mistake {
  if (key.secret) return { at: name, message: `found a value of another form (hidden); ${allowedOf(key)}` };
  const { found, path } = place(structured(text), issue);
  return { at: [name, ...path.map(String)].join('.'), message: `found ${found}; ${allowedOf(key)}` };
}

/** What was found, and where in the value. A member's name that is wrong is itself what was found. */
function place(value: unknown, issue: z.core.$ZodIssue): { readonly found: string; readonly path: readonly PropertyKey[] } {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return { found: issue.keys.map((name) => `a member "${name}"`).join(' and '), path };
  if (issue.code === 'invalid_key') return { found: `a member "${String(path.at(-1))}"`, path: path.slice(0, -1) };
  const part = path.reduce((whole, step) => (isObject(whole) ? whole[step] : undefined), value);
  return { found: shown(part), path };
}

function isObject(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** A value as it was written: only lists and objects are JSON to people. */
function structured(text: string): unknown {
  return /^[[{]/.test(text) ? parsed(text) : text;
}

function allowedOf({ allowed, example, secret }: Key<unknown>): string {
  return secret ? `allowed is ${allowed}.` : `allowed is ${allowed}; such as ${example}.`;
}

/** A value as people read it, and no more of it than a line takes. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** Whether any part of a value is still what the stack file came with. */
function isPlaceholder(text: string, { placeholder }: Key<unknown>): boolean {
  if (placeholder === undefined) return false;
  const ours = leaves(parsed(placeholder));
  return leaves(parsed(text)).some((leaf) => ours.some((other) => isDeepStrictEqual(leaf, other)));
}

function leaves(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];
}

function unknownKeys({ values }: Configuration): Mistake[] {
  const known = keyList.map(([name]) => name);
  return Object.keys(values)
    .filter((name) => namespaces.has(name.split(':')[0]) && !known.includes(name as KeyName))
    .sort()
    .map((name) => {
      const meant = nearest(name, known);
      const advice = meant ? `Did you mean ${meant}?` : 'docs/configuration.md lists the keys.';
      return { at: name, message: `is not a key of this stack. ${advice}` };
    });
}
