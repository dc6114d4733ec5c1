/** Reads a stack's settings file as `pulumi` does, but for secrets: they are encrypted, and the plan needs none of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { keyList } from '../infra/config/keys.ts';
import type { RecordArgs } from './record.ts';
import { UsageError } from './usage-error.ts';

const PROJECT = 'vigia';
const ROOT = new URL('../', import.meta.url);

/**
 * The configuration in `Pulumi.<stack>.yaml`, with an example in the place of each secret.
 * @param folder where the file is; the project's by default
 * @throws UsageError where there is no such file, or it cannot be read
 */
export function stackFile(stack: string, folder: URL = ROOT): RecordArgs {
  const file = `Pulumi.${stack}.yaml`;
  const entries = Object.entries(configIn(file, stack, folder)).map(([name, value]) => {
    const key = name.includes(':') ? name : `${PROJECT}:${name}`;
    const secret = holdsSecret(value);
    return { key, secret, text: secret ? exampleOf(key) : textOf(value) };
  });
  return {
    stack,
    config: Object.fromEntries(entries.map(({ key, text }) => [key, text])),
    secretKeys: entries.filter(({ secret }) => secret).map(({ key }) => key),
  };
}

function configIn(file: string, stack: string, folder: URL): Readonly<Record<string, unknown>> {
  let settings: unknown;
  try {
    settings = parse(readFileSync(new URL(file, folder), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new UsageError(`${file} is not YAML: ${error instanceof Error ? error.message : error}`);
    }
    throw new UsageError(`There is no stack "${stack}": found no ${file}. There are: ${stacksIn(folder).join(', ')}.`);
  }
  const config = isObject(settings) ? settings.config : undefined;
  if (config === undefined || config === null) return {};
  if (!isObject(config))
    throw new UsageError(`The config of ${file} is no list of keys; allowed is key: value, such as aws:region: us-east-1.`);
  return config;
}

function stacksIn(folder: URL): string[] {
  return readdirSync(folder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Pulumi writes a secret as `{ secure: <ciphertext> }`, anywhere in a value. */
function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isObject(value)) return false;
  const members = Object.entries(value);
  return (members.length === 1 && typeof value.secure === 'string') || members.some(([, member]) => holdsSecret(member));
}

function exampleOf(key: string): string {
  return keyList.find(([name]) => name === key)?.[1].example ?? 'secret';
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}
