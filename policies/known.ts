/** Properties as plain data. The engine wraps them so that reading a value that a preview cannot know throws. */

/** What stands for a value that is known only once the resource before it exists. It is set, and `pulumi up` checks what it is. */
export const UNKNOWN = '[unknown]';

export type Plain = string | number | boolean | null | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [key: string]: Plain;
}

const cache = new WeakMap<object, PlainObject>();

/** A resource's properties, deeply copied; unknown values are `UNKNOWN`. Copied once for all policies that share the object. */
export function known(props: Readonly<Record<string, unknown>>): PlainObject {
  const before = cache.get(props);
  if (before) return before;
  const copy = plainObject(props);
  cache.set(props, copy);
  return copy;
}

function plainObject(value: object): PlainObject {
  const entries = Object.keys(value).map((key) => [key, plain(() => Reflect.get(value, key))] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Plain] => entry[1] !== undefined));
}

function plain(read: () => unknown): Plain | undefined {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (error instanceof Error && error.constructor.name === 'UnknownValueError') return UNKNOWN;
    throw error;
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((_, i) => plain(() => Reflect.get(value, i)) ?? null);
  return typeof value === 'object' ? plainObject(value) : undefined;
}

export function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a list; none where there is no list, or where it is not known yet. */
export function list<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

/** Every text in it, with the path that leads there. */
export function* texts(
  value: Plain,
  path: readonly string[] = [],
): Generator<{ readonly path: readonly string[]; readonly text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* texts(item, [...path, String(i)]);
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) yield* texts(item, [...path, key]);
}
