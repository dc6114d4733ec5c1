/** `npm run mixin -- --out DIR`: rules and dashboards as files, for a Prometheus and a Grafana that somebody else set up. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Evaluator } from '../alerts/routing.ts';
import { DATA_SOURCES } from '../dashboards/data-sources.ts';
import { writeFolder } from '../preview/folder.ts';
import { UsageError } from '../preview/usage-error.ts';
import { mixin } from './files.ts';

interface Options {
  readonly out: string;
  readonly evaluator: Evaluator;
  readonly runbooks?: string;
  readonly grafana?: string;
  readonly prometheusUid: string;
  readonly json?: true;
}

const NOT_WRITTEN = 2;

const command = new Command('npm run mixin --')
  .description(
    `Writes recording rules, alerts and dashboards into a folder, as Prometheus and any Grafana take them, and how to import them (README.md).

A folder that an earlier run wrote is replaced; one that holds anything else is left alone.

Exit code: 0 written, 2 not written: wrong usage, or a folder that is not ours.`,
  )
  .requiredOption('--out <folder>', 'where to')
  .addOption(new Option('--evaluator <name>', 'who evaluates the alerts').choices(['prometheus', 'grafana']).default('prometheus'))
  .option('--runbooks <url>', 'folder of the runbooks, to which every alert links; without it no alert has the link', baseUrl)
  .option('--grafana <url>', 'base URL of Grafana, to which every alert links; without it no alert has the link', baseUrl)
  .option('--prometheus-uid <uid>', "uid of Grafana's data source for metrics, which its alerts query", DATA_SOURCES.prometheus.uid)
  .option('--json', 'print what was written as JSON')
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOT_WRITTEN))
  .parse();

try {
  run(command.opts());
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = NOT_WRITTEN;
}

function run({ out, json, ...args }: Options): void {
  const { files, counts } = mixin(args);
  const written = { evaluator: args.evaluator, ...counts, artifacts: files.map(({ path }) => ({ path })) };
  const text = `${JSON.stringify(written, null, 2)}\n`;
  writeFolder({ index: { path: 'mixin.json', content: text }, artifacts: files, what: 'mixin' }, out);
  const { recordingRules, alerts, dashboards } = counts;
  process.stdout.write(
    json
      ? text
      : `${recordingRules} recording rules, ${alerts} alerts and ${dashboards} dashboards are in ${out}.\nHow to import them: ${out}/README.md\n`,
  );
}

function baseUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('Allowed is a URL that begins with http:// or https://.');
}
