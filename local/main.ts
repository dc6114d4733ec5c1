/** `npm start`: the platform on this machine. Exit codes: 0 done, 1 failed, 2 wrong arguments, 130 interrupted. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { causeIncident } from './commands/incident.ts';
import type { StartOptions } from './commands/options.ts';
import { run } from './commands/run.ts';
import { Interrupted } from './commands/session.ts';
import { tour } from './commands/tour.ts';
import { incidents } from './traffic/incidents.ts';

const listed = incidents.map(({ name, title, alert, channel }) => `  ${name.padEnd(18)} ${title} -> ${alert} at ${channel}`);

const program = new Command('npm start --')
  .description('Runs the platform on this machine until Ctrl-C: real servers, the sample clinic, traffic of 12 clinics.')
  .option('--tour', 'cause every incident, print what came of it, and exit: 0 only if all is right', false)
  .addOption(
    new Option('--incident <name>', 'cause one, in the platform that runs or else in a new one; ends with Ctrl-C').choices(
      incidents.map(({ name }) => name),
    ),
  )
  .option('--speed <n>', 'divide every window, interval and waiting time of rules by n (default: 1, with --tour 30)', positive)
  .option('--data <dir>', 'folder for all that is written (default: .data, with --tour .data/tour)')
  .addOption(
    new Option('--ports <which>', 'the documented ports, or free ones').choices(['documented', 'free']).default('documented'),
  )
  .option('--no-grafana', 'leave Grafana out, which else runs where there is a program grafana or Docker (never with --tour)')
  .option('--json', "print the tour's result as JSON on standard output, everything else on standard error", false)
  .addHelpText('after', `\nIncidents:\n${listed.join('\n')}`)
  .exitOverride();

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100)) throw new InvalidArgumentError('Give a number above 0 and at most 100.');
  return value;
}

try {
  const options = program.parse().opts<StartOptions>();
  if (options.tour && options.incident) throw new Error('--tour causes every incident: leave --incident out.');
  process.exitCode = await command(options);
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function command(options: StartOptions): Promise<number> {
  if (options.tour) return tour(options);
  return options.incident ? causeIncident(options, options.incident) : run(options);
}

function exitCodeOf(error: unknown): number {
  // Commander has said what is wrong, or shown the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(error instanceof Error ? error.message : error);
  return error instanceof Interrupted ? 130 : 1;
}
