/** `npm run dashboards`, from its arguments to its exit code. */
import { CommanderError } from 'commander';
import { Interrupted } from '../local/commands/interruption.ts';
import { drawing } from './drawing.ts';
import { drawInto } from './folder.ts';
import { type Options, optionsFrom, type Terminal } from './options.ts';
import { serveUntil } from './page/serve.ts';
import { sourcesFrom, UsageError } from './sources.ts';

/**
 * @param signal comes when it is to end; it is asked for once there is something to interrupt
 * @returns the exit code: 0 done, 1 failed, 2 wrong arguments, 130 interrupted
 */
export async function dashboardsCommand(argv: readonly string[], terminal: Terminal, signal: () => AbortSignal): Promise<number> {
  try {
    return await run(optionsFrom(argv, terminal), terminal, signal);
  } catch (error) {
    // Commander has said what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.err(`${error instanceof Error ? error.message : error}\n`);
    if (error instanceof UsageError) return 2;
    return error instanceof Interrupted ? 130 : 1;
  }
}

async function run(options: Options, { out: print, err }: Terminal, signal: () => AbortSignal): Promise<number> {
  const { out, json } = options;
  if (json && out === undefined) throw new UsageError('--json tells what was drawn: name a folder with --out.');
  const sources = sourcesFrom(options);
  const ending = signal();
  const onLine = (text: string) => (json ? err : print)(`${text}\n`);
  if (out === undefined) return await serveUntil(ending, { options, sources, drawing: await drawing(), onLine });
  const drawn = await drawInto({ options, out, sources, drawing: await drawing(), onLine, signal: ending });
  if (json) print(`${JSON.stringify({ dashboards: drawn }, null, 2)}\n`);
  return drawn.every(({ failed }) => failed.length === 0) ? 0 : 1;
}
