/** Adds up what each tier reported and prints it as `N passed, N failed`. A tier that ran nothing counts as a failure. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const [, , folder = '.'] = process.argv;

function read(file: string): Counts {
  const path = join(folder, file);
  if (!existsSync(path)) return { passed: 0, failed: 1 };
  const report: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const counts = file === 'tour.json' ? ofTour(report as TourReport) : ofVitest(report as VitestReport);
  return counts.passed + counts.failed === 0 ? { passed: 0, failed: 1 } : counts;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

const ofVitest = (report: VitestReport): Counts => ({ passed: report.numPassedTests, failed: report.numFailedTests });

interface TourReport {
  readonly rows: readonly { readonly problems: readonly string[] }[];
}

function ofTour({ rows }: TourReport): Counts {
  const passed = rows.filter(({ problems }) => problems.length === 0).length;
  return { passed, failed: rows.length - passed };
}

const tiers = ['unit.json', 'live.json', 'tour.json'].map((file) => ({ file, ...read(file) }));
for (const { file, passed, failed } of tiers) console.log(`${file.replace('.json', '')}: ${passed} passed, ${failed} failed`);
const sum = (key: keyof Counts) => tiers.reduce((total, tier) => total + tier[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
