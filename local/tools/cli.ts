import { parseArgs } from 'node:util';
import { ensureTools, NODE_TOOLS, TOOL_NAMES, type ToolName, toolsHere } from './index.ts';

const HELP = `Usage: node local/tools/cli.ts [names…] [--json]

Gets the servers and tools that the local platform and the tests run, and prints where they are. Without names: all that
can run on this machine.
Names: ${TOOL_NAMES.join(', ')}
Only on Linux, since a node of a cluster runs nowhere else: ${NODE_TOOLS.join(', ')}

  --json   print the tools as JSON
  --help   print this

Each is taken from VIGIA_<NAME>_BIN (with _ for -), else from the PATH where it is new enough, else from the cache
(\${XDG_CACHE_HOME:-~/.cache}/vigia/tools), else built there; the first build of all takes some minutes.`;

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error(`Stopped by ${signal}.`)));

function isToolName(name: string): name is ToolName {
  return TOOL_NAMES.some((known) => known === name);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return console.log(HELP);
  const unknown = positionals.filter((name) => !isToolName(name));
  if (unknown.length > 0) throw new Error(`Unknown tool: ${unknown.join(', ')}. The tools are ${TOOL_NAMES.join(', ')}.`);
  const names = positionals.filter(isToolName);
  // Progress goes to standard error, so that the paths can be piped.
  const tools = await ensureTools(names.length > 0 ? names : toolsHere(), {
    onProgress: (line) => console.error(line),
    signal: stop.signal,
  });
  if (values.json) return console.log(JSON.stringify(tools, null, 2));
  for (const tool of Object.values(tools)) console.log(`${tool.name.padEnd(28)}${tool.version.padEnd(10)}${tool.path}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
