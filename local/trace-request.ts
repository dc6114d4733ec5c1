/**
 * `npm run trace-request -- REQUEST_ID`: one request, followed through a running platform.
 * Exit codes: 0 all was found, 1 failed or no such request, 2 wrong arguments, 3 all but the trace, which was not kept.
 */
import { Command, CommanderError } from 'commander';
import { portsFrom } from './ports.ts';
import { defaultDataDir } from './site.ts';
import { runningPlatform } from './supervisor/run-file.ts';
import { type Found, follow } from './trace/found.ts';
import { lines } from './trace/print.ts';

const program = new Command('npm run trace-request --')
  .description('Prints the log lines, the trace and the metric of one request of the platform that runs here.')
  .argument('<request-id>', 'the requestId of a log line, or the x-request-id header of an answer')
  .option('--data <dir>', 'data folder of the platform', defaultDataDir())
  .option('--json', 'print what was found as one JSON object', false)
  .addHelpText('after', '\nExit codes: 0 all was found; 1 failed, or no such request; 2 wrong arguments; 3 the trace was not kept.')
  .exitOverride();

try {
  program.parse();
  process.exitCode = await trace(program.args[0] ?? '', program.opts<{ data: string; json: boolean }>());
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function trace(requestId: string, { data, json }: { data: string; json: boolean }): Promise<number> {
  const running = runningPlatform(data);
  if (!running) throw new Error(`No platform runs on ${data}: start one with npm start, or name its folder with --data.`);
  const found = await follow(requestId, portsFrom(running.ports), running.speed);
  console.log(
    json ? JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2) : lines(found).join('\n'),
  );
  return exitCodeOf(found);
}

function exitCodeOf({ logs, spans, series }: Found): number {
  if (logs.length === 0 || series.length === 0) return 1;
  return spans ? 0 : 3;
}
