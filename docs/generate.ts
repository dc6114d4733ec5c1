/**
 * Writes the documents that derive from the code, or with `--check` tells which are out of date.
 * Exit code: 0 when all are written or up to date, 1 when `--check` found one that is not.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { alertReference } from './generate/alerts.ts';
import { configurationReference } from './generate/configuration.ts';
import { contractReference } from './generate/contract.ts';
import { openSloFiles } from './generate/openslo.ts';
import { policyReference } from './generate/policies.ts';
import { sizingReference } from './generate/sizing.ts';

const documents: Readonly<Record<string, () => string>> = {
  'docs/contract.md': contractReference,
  'docs/alerts.md': alertReference,
  'docs/configuration.md': configurationReference,
  'docs/policies.md': policyReference,
  'docs/sizing.md': sizingReference,
  ...openSloFiles,
};

const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });

if (values.help) {
  console.log(
    `Usage: npm run generate [-- --check]\n\nWrites ${Object.keys(documents).join(', ')}. --check writes nothing and fails where one is out of date.`,
  );
} else {
  for (const [file, render] of Object.entries(documents)) {
    const path = new URL(`../${file}`, import.meta.url);
    const text = render();
    if (!values.check) writeFileSync(path, text);
    else if (read(path) !== text) {
      console.error(`${file} is out of date: run "npm run generate" and commit it.`);
      process.exitCode = 1;
    }
  }
}

function read(path: URL): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
