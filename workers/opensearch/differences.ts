/** How two bodies differ, by path. OpenSearch gives numbers and booleans back as text, so texts are compared. */

/** The paths at which two bodies differ, in either of them. */
export function differences(wanted: unknown, found: unknown): string[] {
  const left = flat(wanted);
  const right = flat(found);
  return [...new Set([...left.keys(), ...right.keys()])].filter((path) => left.get(path) !== right.get(path)).sort();
}

/**
 * The paths at which `found` is not what is wanted. Properties of its own are let pass, such as a version or a default that the
 * server fills in; items of its own in a list are not: one state or permission more is another policy.
 */
export function shortfalls(wanted: unknown, found: unknown, path = ''): string[] {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return [path];
    return wanted.flatMap((item, i) => shortfalls(item, found[i], joined(path, String(i))));
  }
  if (isObject(wanted)) {
    return Object.entries(wanted).flatMap(([key, value]) =>
      shortfalls(value, isObject(found) ? found[key] : undefined, joined(path, key)),
    );
  }
  return String(wanted) === String(found) ? [] : [path];
}

function flat(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) flat(inner, joined(path, key), into);
  } else {
    into.set(path, String(value));
  }
  return into;
}

function joined(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
