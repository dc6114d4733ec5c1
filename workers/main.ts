/** The workers' command line. Exit codes: 0 done; 1 failed, or `--check` found drift; 2 wrong arguments or settings. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { runDigest } from './digest/command.ts';
import { digestSettings } from './digest/settings.ts';
import { logWriterSettings, runLogWriter } from './log-writer/command.ts';
import { applySettings, runApply } from './opensearch/command.ts';
import { SettingsError, settingsHelp } from './settings.ts';

const program = new Command('vigia-workers').description('The workers of the platform, one command each.').exitOverride();

program
  .command('log-writer')
  .description('Take logs over OTLP/HTTP (JSON) and store each of them once in OpenSearch.')
  .addHelpText('after', settingsHelp(logWriterSettings))
  .action(() => runLogWriter(process.env));

program
  .command('opensearch-apply')
  .description('Bring the index templates, retention policies and roles of OpenSearch to what the telemetry contract asks for.')
  .option('--check', 'change nothing; exit 1 where something would change', false)
  .option('--json', 'print the changes as one JSON object', false)
  .option('--deadline <seconds>', 'how long to wait for OpenSearch', wholeSeconds, 120)
  .addHelpText('after', settingsHelp(applySettings))
  .action(async (options: { check: boolean; json: boolean; deadline: number }) => {
    process.exitCode = await runApply(process.env, { ...options, print: (line) => process.stdout.write(`${line}\n`) });
  });

program
  .command('digest')
  .description('Mail what happened on the last whole day: alerts, error budgets, backups and exports.')
  .option('--dry-run', 'print the text, and send nothing', false)
  .option('--json', 'print the report as one JSON object, and send nothing', false)
  .addHelpText('after', settingsHelp(digestSettings))
  .action(async (options: { dryRun: boolean; json: boolean }) => {
    const print = (line: string) => process.stdout.write(`${line}\n`);
    const warn = (line: string) => process.stderr.write(`${line}\n`);
    await runDigest(process.env, { ...options, now: Date.now(), print, warn });
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // Commander has said what is wrong, or shown the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof SettingsError ? 2 : 1;
}

function wholeSeconds(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number of seconds.');
  return Number(text);
}
