/** Where two objects differ, as paths for people. */

/**
 * Paths of all members that are not equal, sorted. Members of a list are called by their names where all have one, else by position:
 * `spec.template.spec.containers[tempo].env[AWS_REGION]`. What one side has not is named as a whole.
 */
export function differences(before: unknown, after: unknown, path = ''): readonly string[] {
  const [left, right] = [membersOf(before), membersOf(after)];
  if (!left || !right) return Object.is(before, after) ? [] : [path];
  if (Array.isArray(before) !== Array.isArray(after)) return [path];
  const at = (key: string) => (Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
  return [...new Set([...left.keys(), ...right.keys()])]
    .sort()
    .flatMap((key) => (left.has(key) && right.has(key) ? differences(left.get(key), right.get(key), at(key)) : [at(key)]));
}

/** Members by name; undefined for what has none. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const named = value.every(hasName);
  return new Map(value.map((item, i) => [named ? item.name : String(i), item]));
}

function hasName(item: unknown): item is { readonly name: string } {
  return typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string';
}
