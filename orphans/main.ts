/** `npm run orphans -- --stack prod --prometheus URL`: rules that are live, and rules that are declared. */
import { Command, Option } from 'commander';
import type { Evaluator } from '../alerts/routing.ts';
import { UsageError } from '../preview/usage-error.ts';
import { compare, countOf } from './compare.ts';
import { declaredRules } from './declared.ts';
import { grafanaApi, grafanaRulesOf } from './grafana.ts';
import { normalForms, prometheusApi, prometheusRulesOf } from './prometheus.ts';
import { reportJson, reportText } from './report.ts';
import type { Place, Rule } from './rule.ts';

interface Options {
  readonly stack: string;
  readonly prometheus: string;
  readonly grafana?: string;
  readonly evaluator?: Evaluator;
  readonly json?: true;
}

const EXIT = { found: 1, notCompared: 2 } as const;

const command = new Command('npm run orphans --')
  .description(
    `Compares the rules that Prometheus and Grafana evaluate with those that the stack declares, and names the ones that nobody declared,
those that are missing, those that were changed, and alerts that the wrong server evaluates. It changes nothing.

Tokens come from the environment: PROMETHEUS_TOKEN where Prometheus wants one, GRAFANA_TOKEN (of a service account that reads all alert rules).

Exit code: 0 what is live is what is declared, 1 it is not, 2 it could not be compared.`,
  )
  .requiredOption('--stack <name>', 'the stack: dev or prod')
  .requiredOption('--prometheus <url>', 'address of its Prometheus')
  .option('--grafana <url>', 'address of its Grafana; needed where Grafana is the evaluator')
  .addOption(
    new Option('--evaluator <name>', 'who evaluates, where it is not what Pulumi.<stack>.yaml says').choices([
      'grafana',
      'prometheus',
    ]),
  )
  .option('--json', 'print the findings as JSON')
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT.notCompared))
  .parse();

try {
  await run(command.opts());
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = EXIT.notCompared;
}

async function run(options: Options): Promise<void> {
  const { evaluator, rules: declared } = declaredRules(options.stack, options.evaluator);
  const prometheus = prometheusApi(options.prometheus, process.env.PROMETHEUS_TOKEN);
  const grafana = options.grafana === undefined ? undefined : grafanaApi(options.grafana, process.env.GRAFANA_TOKEN);
  if (evaluator === 'grafana' && !grafana) {
    throw new UsageError(`Grafana evaluates the alerts of ${options.stack}: give its address with --grafana.`);
  }
  const live = [
    ...(await prometheusRulesOf(prometheus, (count) => console.error(`Prometheus: ${count} rules read`))),
    ...(grafana ? await grafanaRulesOf(grafana) : []),
  ];
  const places: readonly Place[] = grafana ? ['prometheus', 'grafana'] : ['prometheus'];
  const forms = await normalForms(prometheus, expressionsOf(declared, live));
  const findings = compare({ declared, live, places, normal: (expr) => forms.get(expr) ?? expr });
  const asked = declared.filter(({ place }) => places.includes(place)).length;
  const report = { stack: options.stack, places, live: live.length, declared: asked, findings };
  process.stdout.write(options.json ? reportJson(report) : reportText(report));
  if (countOf(findings) > 0) process.exitCode = EXIT.found;
}

/** Of the rules whose name is on both sides: no others are compared. */
function expressionsOf(declared: readonly Rule[], live: readonly Rule[]): readonly string[] {
  const names = new Set(declared.map(({ name }) => name));
  const shared = live.filter(({ name }) => names.has(name));
  const found = new Set(shared.map(({ name }) => name));
  return [...declared.filter(({ name }) => found.has(name)), ...shared].map(({ expr }) => expr);
}
