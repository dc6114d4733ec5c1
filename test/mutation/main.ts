/** `npm run mutate -- [ALERT…] [--json]`: changes every alert in every small way, and wants its tests to notice each. */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { type AlertName, catalogue } from '../../alerts/catalogue.ts';
import type { RuleFile } from '../../alerts/render/prometheus.ts';
import { format } from '../../telemetry/contract/index.ts';
import { faults } from '../live/rules/faults/index.ts';
import { testsOf } from '../support/fault.ts';
import { failuresOf, type RuleTest, rulesFor } from '../support/promtool.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { survivors } from './survivors.ts';

interface Verdict {
  readonly alert: string;
  readonly change: string;
  readonly verdict: 'killed' | 'explained' | 'survived';
  readonly reason?: string;
}

/** Few tests notice most mutants: the others are run for those that get past them. */
const AT_ONCE = 3;

const command = new Command('npm run mutate --')
  .description(
    'Changes each alert in one place at a time (threshold, window, comparison, grouping, condition, waiting time) and runs its tests on the real promtool. Exit code 1: a changed alert passed them, and nobody has written down why that is no fault.',
  )
  .argument('[alerts...]', 'which ones; all of them where none is named')
  .option('--json', 'print the verdicts as one JSON object')
  .parse();
const { json } = command.opts<{ json?: true }>();
const unknown = command.args.filter((name) => !(name in catalogue));

if (unknown.length > 0) {
  console.error(`There is no alert ${unknown.join(', ')}. There are: ${Object.keys(catalogue).join(', ')}.`);
  process.exitCode = 2;
} else {
  const chosen = (command.args.length > 0 ? command.args : Object.keys(catalogue)) as AlertName[];
  const verdicts = await judge(chosen);
  const stale = survivors.filter(
    ({ alert, change }) =>
      chosen.includes(alert) &&
      !verdicts.some((one) => one.alert === alert && one.change === change && one.verdict === 'explained'),
  );
  report(verdicts, stale);
  process.exitCode = verdicts.some(({ verdict }) => verdict === 'survived') || stale.length > 0 ? 1 : 0;
}

async function judge(alerts: readonly AlertName[]): Promise<Verdict[]> {
  const work = alerts.flatMap((alert) => mutantsOf(catalogue[alert]).map((mutant) => ({ alert, mutant })));
  const verdicts: Verdict[] = [];
  const progress = (alert: string) => console.error(`${String(verdicts.length).padStart(5)} of ${work.length}  ${alert}`);
  let next = 0;
  const worker = async () => {
    for (let one = work[next++]; one; one = work[next++]) {
      verdicts.push(await verdictOf(one.alert, one.mutant));
      if (work[next]?.alert !== one.alert) progress(one.alert);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return verdicts;
}

async function verdictOf(alert: AlertName, mutant: Mutant): Promise<Verdict> {
  const fault = faults.find((one) => one.alert === alert);
  const failure = fault ? await firstFailure(shortFirst(testsOf(fault)), mutated(alert, mutant)) : '';
  const { change } = mutant;
  if (failure !== '') return { alert, change, verdict: 'killed' };
  const known = survivors.find((one) => one.alert === alert && one.change === change);
  return known ? { alert, change, verdict: 'explained', reason: known.reason } : { alert, change, verdict: 'survived' };
}

async function firstFailure(tests: readonly RuleTest[], rules: RuleFile): Promise<string> {
  for (let i = 0; i < tests.length; i += AT_ONCE) {
    const failure = await failuresOf(tests.slice(i, i + AT_ONCE), rules);
    if (failure !== '') return failure;
  }
  return '';
}

/** Those that span little time first: they take least of it. */
function shortFirst(tests: readonly RuleTest[]): readonly RuleTest[] {
  const days = ({ at }: RuleTest) => (/\d+d/.test(at) ? 2 : /\d+h/.test(at) ? 1 : 0);
  return tests.toSorted((a, b) => days(a) - days(b));
}

/** The rules of an alert with the one change. */
function mutated(alert: AlertName, { expr, for: wait }: Mutant) {
  const { groups } = rulesFor(alert);
  return {
    groups: groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => {
        if (!('alert' in rule)) return rule;
        const { for: _, ...rest } = rule;
        return { ...rest, expr, ...(wait && { for: format(wait) }) };
      }),
    })),
  };
}

function report(verdicts: readonly Verdict[], stale: readonly { readonly alert: string; readonly change: string }[]): void {
  const count = (verdict: Verdict['verdict']) => verdicts.filter((one) => one.verdict === verdict).length;
  const totals = { total: verdicts.length, killed: count('killed'), explained: count('explained'), survived: count('survived') };
  if (json) {
    console.log(JSON.stringify({ ...totals, verdicts, stale }));
    return;
  }
  for (const { alert, change, verdict, reason } of verdicts) {
    if (verdict === 'survived') console.log(`SURVIVED  ${alert}: ${change}`);
    if (verdict === 'explained') console.log(`explained ${alert}: ${change}: ${reason}`);
  }
  for (const { alert, change } of stale)
    console.log(`STALE     ${alert}: "${change}" is explained and does not survive: remove it`);
  console.log(`${totals.killed} of ${totals.total} mutants killed, ${totals.explained} explained, ${totals.survived} survived`);
}
