/**
 * Values of which a process has one, however often this package is loaded. A bundler may copy it into several bundles
 * (Next.js compiles `instrumentation.ts` apart from the routes); with module variables each copy would have its own context
 * and instruments, and a tenant set in one would be unknown in the other.
 */

const KEY = Symbol.for('@vigia/telemetry/0');

type Holder = typeof globalThis & { [KEY]?: Map<string, unknown> };

/** The process's value of that name; `create` makes it on first use. */
export function oncePerProcess<T>(name: string, create: () => T): T {
  const holder: Holder = globalThis;
  holder[KEY] ??= new Map();
  const values = holder[KEY];
  if (!values.has(name)) values.set(name, create());
  return values.get(name) as T;
}
