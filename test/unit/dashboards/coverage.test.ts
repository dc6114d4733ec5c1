import { expect, it } from 'vitest';
import { catalogue } from '../../../alerts/catalogue.ts';
import { recordingGroups } from '../../../alerts/recording.ts';
import { ANNOTATIONS } from '../../../dashboards/annotations.ts';
import { NOT_SHOWN } from '../../../dashboards/coverage.ts';
import { DASHBOARDS } from '../../../dashboards/index.ts';
import { contract } from '../../../telemetry/contract/index.ts';
import { type Query, selectorsOf } from '../../../telemetry/query/index.ts';
import { queriesOf } from '../../support/asked.ts';

const named = { ...contract.metrics, ...contract.platformMetrics, ...contract.recorded };
const recordings = recordingGroups.flatMap(({ rules }) => rules);

const shown = DASHBOARDS.flatMap(({ panels }) => panels.flatMap(({ panel }) => Object.values(queriesOf(panel))));
const marked = ANNOTATIONS.map(({ query }) => query);
const alerted = Object.values(catalogue).map(({ measure }) => measure);

/** Names of the contract that a query reads: a histogram's under its own, whichever of its series is meant. */
function read({ node }: Query): string[] {
  return selectorsOf(node).map(({ series }) => (series in named ? series : series.replace(/_(count|bucket|sum)$/, '')));
}

/** Also what those are recorded from: a rule alone is no use, for its series may be read by nobody. */
function withSources(names: readonly string[]): Set<string> {
  const all = new Set(names);
  for (const name of all) {
    for (const { record, query } of recordings) if (record === name) for (const source of read(query)) all.add(source);
  }
  return all;
}

const used = withSources([...shown, ...marked, ...alerted].flatMap(read));

it('every series of the contract comes to a panel or an alert, or it is said why not', () => {
  expect(Object.keys(named).filter((name) => !used.has(name) && !(name in NOT_SHOWN))).toEqual([]);
});

it('what is said not to be shown is not', () => {
  expect(Object.keys(NOT_SHOWN).filter((name) => used.has(name))).toEqual([]);
});

it('no query asks for what the contract does not have', () => {
  expect([...used].filter((name) => !(name in named))).toEqual([]);
});

it('reasons are sentences', () => {
  for (const reason of Object.values(NOT_SHOWN)) expect(reason).toMatch(/^[A-Z].+\.$/);
});
