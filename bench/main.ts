/** `npm run bench -- [NAME…] [--list] [--json] [--save]`: runs benchmarks, all of them where none is named. */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { Command } from 'commander';
import { type Benchmark, describe } from './support/bench.ts';

const NAMES = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((file) => file.isFile() && extname(file.name) === '.ts')
  .map((file) => basename(file.name, '.ts'))
  .filter((name) => name !== 'main')
  .sort();

const { args, list, json, save } = parse();
const unknown = args.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${NAMES.join(', ')}.`);
  process.exitCode = 2;
} else if (list) {
  for (const { name, summary } of await load(NAMES)) console.log(`${name.padEnd(12)} ${summary}`);
} else {
  for (const benchmark of await load(args.length > 0 ? args : NAMES)) {
    const why = benchmark.unable?.();
    if (why !== undefined) {
      console.error(`${benchmark.name} is left out: ${why}`);
      if (args.length > 0) process.exitCode = 1;
      continue;
    }
    const report = await benchmark.run();
    console.log(json ? JSON.stringify(report) : `${describe(report)}\n`);
    if (save && benchmark.file && report.data) write(benchmark.file, report.data);
    if (!report.met) process.exitCode = 1;
  }
}

function write(file: string, data: object): void {
  writeFileSync(new URL(`../${file}`, import.meta.url), `${JSON.stringify(data, null, 2)}\n`);
  console.error(`${file} is written: "npm run format" and "npm run generate" come next.`);
}

function parse(): { args: string[]; list?: true; json?: true; save?: true } {
  const command = new Command('npm run bench --')
    .description(
      'Runs benchmarks: each prints what was measured, the ratio, the aim and whether it is met. Exit code 1: one is not.',
    )
    .argument('[names...]', 'which ones; all of them where none is named')
    .option('--list', 'name the benchmarks and run none')
    .option('--json', 'print each report as one line of JSON')
    .option('--save', 'write what was measured into the repository, where a benchmark has a file there')
    .parse();
  const options: { list?: true; json?: true; save?: true } = command.opts();
  return { args: command.args, ...options };
}

function load(names: readonly string[]): Promise<Benchmark[]> {
  return Promise.all(
    names.map(async (name) => {
      const module: { benchmark: Benchmark } = await import(`./${name}.ts`);
      return module.benchmark;
    }),
  );
}
