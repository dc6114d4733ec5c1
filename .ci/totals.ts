/**
 * Adds up what each tier reported and prints it as `N passed, N failed`, after the names of what failed and
 * why. A tier that ran nothing counts as a
 * failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What failed, by name, and why, where there are names. */
  readonly failures?: readonly string[];
}

const [, , folder = '.'] = process.argv;

interface Assertion {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly Assertion[];
    /** Why the file could not be prepared. */
    readonly message?: string;
  }[];
}

interface TourReport {
  readonly rows: readonly { readonly incident: string; readonly problems: readonly string[] }[];
}

const NOTHING_RAN: Counts = { passed: 0, failed: 1 };

function read(file: string): Counts {
  const text = existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  if (text === '') return NOTHING_RAN;
  const report = JSON.parse(text);
  const counts = file === 'tour.json' ? ofTour(report) : file === 'mutation.json' ? ofMutation(report) : ofVitest(report);
  return counts.passed + counts.failed === 0 ? NOTHING_RAN : counts;
}

const MOST_LINES = 40;

/** What was said, without colours and the trace: the run may be all that anybody has of it. */
function reason(message = ''): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines
    .slice(0, MOST_LINES)
    .map((line) => `\n    ${line}`)
    .join('');
}

/** A suite whose preparation failed has no failed test, and is no success either. */
function ofVitest({ success, numPassedTests, numFailedTests, testResults }: VitestReport): Counts {
  const failures = testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, assertionResults, message }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      const file = relative(process.cwd(), name);
      if (failed.length === 0) return [`${file}: was not prepared${reason(message)}`];
      return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}${reason(failureMessages[0])}`);
    });
  return { passed: numPassedTests, failed: success ? numFailedTests : Math.max(1, numFailedTests), failures };
}

function ofTour({ rows }: TourReport): Counts {
  const wrong = rows.filter(({ problems }) => problems.length > 0);
  const failures = wrong.map(({ incident, problems }) => `the tour: ${incident}: ${problems.join('; ')}`);
  return { passed: rows.length - wrong.length, failed: wrong.length, failures };
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

const tiers = ['unit.json', 'live.json', 'engine.json', 'node.json', 'cluster.json', 'mutation.json', 'tour.json'].map((file) => ({
  file,
  ...read(file),
}));
for (const failure of tiers.flatMap(({ failures = [] }) => failures)) console.log(`failed: ${failure}`);
for (const { file, passed, failed } of tiers) console.log(`${file.replace('.json', '')}: ${passed} passed, ${failed} failed`);
const sum = (key: keyof Counts) => tiers.reduce((total, tier) => total + tier[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
