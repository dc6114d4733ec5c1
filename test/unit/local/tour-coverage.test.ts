import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../alerts/catalogue.ts';
import { causesOf, coverageTable, NOT_BY_TRAFFIC } from '../../../local/tour/coverage.ts';

const names = Object.keys(catalogue);

describe('the tour', () => {
  it.each(names)('causes %s, or says why no traffic can; never both', (alert) => {
    const reason = Object.entries(NOT_BY_TRAFFIC).find(([name]) => name === alert)?.[1];
    expect({ caused: causesOf(alert).length > 0, reason: reason !== undefined }).toEqual({
      caused: reason === undefined,
      reason: reason !== undefined,
    });
  });

  it('gives no reason for an alert that does not exist', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(NOT_BY_TRAFFIC)));
  });

  it('causes fifteen alerts', () => {
    expect(names.filter((alert) => causesOf(alert).length > 0)).toHaveLength(15);
    expect(causesOf('BookingLatencyBudgetTicket')).toEqual(['slow-bookings', 'some-slow-bookings']);
  });

  it('has its table in the how-tos', () => {
    expect(readFileSync('docs/alerts-howto.md', 'utf8')).toContain(coverageTable());
  });
});
