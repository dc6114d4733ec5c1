/**
 * The servers that the platform runs locally: found where a person has them, else built from pinned sources and kept in
 * `${XDG_CACHE_HOME:-~/.cache}/vigia/tools`.
 */
import { toolsOn } from './catalogue.ts';
import { findGrafana as findGrafanaOn, type GrafanaProgram } from './grafana.ts';
import { thisMachine } from './machine.ts';
import { obtain } from './obtain.ts';
import type { Options, Tool, ToolName } from './types.ts';

export { NODE_TOOLS, TOOL_NAMES } from './catalogue.ts';
export { BuildError, MissingToolError } from './errors.ts';
export type { GrafanaProgram } from './grafana.ts';
export type { Options, Source, Tool, ToolName } from './types.ts';

/**
 * Gets each named tool: from `VIGIA_<TOOL>_BIN`, the PATH, the cache, or by building it (two at a time).
 * Rejects with MissingToolError before anything is built, listing all that has to be installed first; with BuildError when
 * a build fails; with the signal's reason when it aborts, and then no process is left running.
 */
export function ensureTools<N extends ToolName>(names: readonly N[], options: Options = {}): Promise<Record<N, Tool>> {
  return obtain(names, thisMachine(), options);
}

/** What can run Grafana here, or why nothing can, as half a sentence. */
export function findGrafana(): Promise<GrafanaProgram | { readonly missing: string }> {
  return findGrafanaOn(thisMachine());
}

/** All tools that can run on this machine. */
export function toolsHere(): readonly ToolName[] {
  return toolsOn(thisMachine().platform);
}
