/**
 * State of the process. Next.js bundles instrumentation.ts apart from the routes, so that a module may be loaded more
 * than once: what there must be one of lives on `globalThis`.
 */
const REGISTRY = Symbol.for('vigia.clinic.state');

const holder: typeof globalThis & { [REGISTRY]?: Map<string, unknown> } = globalThis;

/** The process's one value of that name; made at the first call. */
export function processWide<T>(name: string, make: () => T): T {
  holder[REGISTRY] ??= new Map();
  const registry = holder[REGISTRY];
  if (!registry.has(name)) registry.set(name, make());
  // The name decides the type: each is used in one place only.
  return registry.get(name) as T;
}
