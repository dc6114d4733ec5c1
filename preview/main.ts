/** `npm run preview -- --stack dev`: the plan of a stack, without credentials. */
import { Command } from 'commander';
import { ConfigError } from '../infra/config.ts';
import { planJson, planOf } from './plan.ts';
import { stackFile } from './stack-file.ts';
import { summary } from './summary.ts';
import { UsageError } from './usage-error.ts';
import { writePlan } from './write.ts';

interface Options {
  readonly stack: string;
  readonly json?: true;
  readonly out?: string;
  readonly policies: boolean;
}

const EXIT = { violation: 1, noPlan: 2 } as const;

const command = new Command('npm run preview --')
  .description(
    `Evaluates the program of a stack with the configuration in Pulumi.<stack>.yaml, without an account or a secret, and prints what it would make.

Exit code: 0 all is well, 1 a policy is violated, 2 there is no plan: wrong usage or configuration.`,
  )
  .requiredOption('--stack <name>', 'the stack: dev or prod')
  .option('--json', 'print the plan as canonical JSON, and what policies say to standard error')
  .option('--out <folder>', 'also write plan.json and every artifact into a folder')
  .option('--no-policies', 'do not check the policies')
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT.noPlan))
  .parse();

try {
  await run(command.opts());
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof UsageError;
  console.error(expected ? error.message : error);
  process.exitCode = EXIT.noPlan;
}

async function run({ stack, json, out, policies }: Options): Promise<void> {
  const plan = await planOf(stackFile(stack));
  if (out !== undefined) writePlan(plan, out);
  process.stdout.write(json ? planJson(plan) : `${summary(plan)}\n`);
  if (!policies) return;
  const { verdictOf } = await import('./violations.ts');
  const { text, passed } = await verdictOf(plan);
  // Beside JSON, standard output is the plan alone.
  (json ? process.stderr : process.stdout).write(`${json ? '' : '\n'}${text}\n`);
  if (!passed) process.exitCode = EXIT.violation;
}
