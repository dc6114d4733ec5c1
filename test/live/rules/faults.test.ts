/** Each alert on the real promtool: silent at its boundary, firing past it, over when the fault is. */
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../alerts/catalogue.ts';
import { WATCHDOG } from '../../../alerts/watchdog.ts';
import { rowsOf } from '../../support/fault.ts';
import { failureOf, failuresOf, rulesFor } from '../../support/promtool.ts';
import { faults } from './faults/index.ts';

test('every alert of the catalogue has one fault that proves it', () => {
  expect(faults.map(({ alert }) => alert).sort()).toEqual(Object.keys(catalogue).sort());
});

describe.each(faults)('$alert', (fault) => {
  test.each(rowsOf(fault).map(([title, ...cases]) => ({ title, cases })))('$title', async ({ cases }) => {
    const tests = cases.map((one) => ({ ...one, alert: fault.alert }));
    expect(await failuresOf(tests, rulesFor(fault.alert))).toBe('');
  });
});

test('the Watchdog fires without any data, for ever', async () => {
  expect(await failureOf({ alert: WATCHDOG, series: {}, at: '3h', firing: [{}] })).toBe('');
});
