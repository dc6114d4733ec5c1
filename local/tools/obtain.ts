import { buildStep, type Context, installStep } from './build.ts';
import { MissingToolError } from './errors.ts';
import { plan } from './plan.ts';
import type { Machine, Options, Tool, ToolName } from './types.ts';

/** Two builds fill a laptop; a third would only make all of them slower. */
const AT_ONCE = 2;

/** `ensureTools` for a machine described by data. */
export async function obtain<N extends ToolName>(
  names: readonly N[],
  machine: Machine,
  options: Options = {},
): Promise<Record<N, Tool>> {
  const report = options.onProgress ?? (() => undefined);
  const wanted = [...new Set(names)];
  const { ready, steps, installs, missing } = await plan(wanted, machine);
  if (missing.length > 0) throw new MissingToolError(missing);
  for (const tool of ready)
    report(`[tools] ${tool.name} ${tool.version} from ${tool.source === 'cache' ? 'the cache' : tool.path}`);

  const builds = [
    ...installs.map((wanted) => (context: Context) => installStep(wanted, context)),
    ...steps.map((step) => (context: Context) => buildStep(step, context)),
  ];
  const built = await inPairs(builds, options.signal, (build, signal, number) =>
    build({ machine, signal, report, position: `(${number} of ${builds.length})` }),
  );
  const tools = [...ready, ...built.flat()].map((tool) => [tool.name, tool]);
  return Object.fromEntries(tools) as Record<N, Tool>;
}

/** Runs `work` over `items`, two at a time; the first failure stops the others and is thrown once they are gone. */
async function inPairs<T, R>(
  items: readonly T[],
  outer: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal, number: number) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const signal = outer ? AbortSignal.any([outer, failed.signal]) : failed.signal;
  const queue = items.entries();
  const results: R[] = [];
  const worker = async () => {
    for (const [index, item] of queue) {
      signal.throwIfAborted();
      results[index] = await work(item, signal, index + 1);
    }
  };
  const workers = Array.from({ length: AT_ONCE }, () =>
    worker().catch((error: unknown) => {
      if (!failed.signal.aborted) failed.abort(error);
    }),
  );
  await Promise.all(workers);
  failed.signal.throwIfAborted();
  return results;
}
