/** Adds up what each tier reported and prints it as `N passed, N failed`. A tier that ran nothing counts as a failure. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const [, , folder = '.'] = process.argv;

interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

interface TourReport {
  readonly rows: readonly { readonly problems: readonly string[] }[];
}

const NOTHING_RAN: Counts = { passed: 0, failed: 1 };

function read(file: string): Counts {
  const text = existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  if (text === '') return NOTHING_RAN;
  const report = JSON.parse(text);
  const counts = file === 'tour.json' ? ofTour(report) : file === 'mutation.json' ? ofMutation(report) : ofVitest(report);
  return counts.passed + counts.failed === 0 ? NOTHING_RAN : counts;
}

/** A suite whose preparation failed has no failed test, and is no success either. */
function ofVitest({ success, numPassedTests, numFailedTests }: VitestReport): Counts {
  return { passed: numPassedTests, failed: success ? numFailedTests : Math.max(1, numFailedTests) };
}

function ofTour({ rows }: TourReport): Counts {
  const passed = rows.filter(({ problems }) => problems.length === 0).length;
  return { passed, failed: rows.length - passed };
}

interface MutationReport {
  readonly killed: number;
  readonly explained: number;
  readonly survived: number;
  readonly stale: readonly unknown[];
}

/** A mutant that survives for a written reason counts as passed; a reason without its mutant does not. */
function ofMutation({ killed, explained, survived, stale }: MutationReport): Counts {
  return { passed: killed + explained, failed: survived + stale.length };
}

const tiers = ['unit.json', 'live.json', 'engine.json', 'mutation.json', 'tour.json'].map((file) => ({ file, ...read(file) }));
for (const { file, passed, failed } of tiers) console.log(`${file.replace('.json', '')}: ${passed} passed, ${failed} failed`);
const sum = (key: keyof Counts) => tiers.reduce((total, tier) => total + tier[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
