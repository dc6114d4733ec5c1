import { describe, expect, it, test } from 'vitest';
import type { Panel, TablePanel } from '../../../dashboards/panel.ts';
import { askedOf, askedOfColumn } from '../../../dashboards/scope.ts';
import { security } from '../../../dashboards/security.ts';
import { promql } from '../../../telemetry/query/index.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const panels = new Map(security.panels.map(({ panel }) => [panel.id, panel]));

function panelOf<K extends Panel['kind']>(kind: K, id: string): Extract<Panel, { kind: K }> {
  const panel = panels.get(id);
  if (panel?.kind !== kind) throw new Error(`${id} is ${panel ? `a ${panel.kind}` : 'no panel'}, not a ${kind}.`);
  return panel as Extract<Panel, { kind: K }>;
}

/** Its queries without what every query is scoped with, which has tests of its own. */
const queriesOf = (panel: Panel): readonly string[] =>
  'targets' in panel ? panel.targets.map((target) => unscoped(promql(askedOf(target), 1))) : [];
const unscoped = (text: string) => text.replaceAll(/(, )?env="\$env"(, tenant=~"\$tenant")?/g, '').replaceAll('{}', '');

test('the first row says whether anybody is where they should not be, and whether the record of it can be believed', () => {
  const first = security.panels.filter(({ y }) => y === 0);
  expect(first.map(({ panel: { kind, title } }) => [kind, title])).toEqual([
    ['stat', "Access to another clinic's data"],
    ['stat', 'Most failed log-ins'],
    ['stat', 'Most privileged actions'],
    ['stat', 'Gaps in the audit chain'],
    ['stat', 'Audit records missing'],
    ['stat', 'Clinics without audit records'],
  ]);
});

test('alerts and the clinics to look at come next, then log-ins, what only few may do, and the trail', () => {
  expect(security.panels.filter(({ y }) => y === 4).map(({ panel: { id } }) => id)).toEqual([
    'security-alerts',
    'clinics-to-look-at',
  ]);
  expect(security.headings.map(({ title }) => title)).toEqual(['Log-ins', 'What only few may do', 'The audit trail']);
});

test('every query is PromQL once its variables have values', () => {
  const queries = security.panels.flatMap(({ panel }) => [
    ...('targets' in panel ? panel.targets.map((target) => askedOf(target)) : []),
    ...(panel.kind === 'table' ? panel.columns.map((column) => askedOfColumn(panel, column)) : []),
    ...(panel.kind === 'heat-map' ? [askedOf(panel)] : []),
  ]);
  expect(queries.length).toBeGreaterThan(30);
  for (const query of queries) {
    const text = promql(query, 1).replaceAll(/\$(__range|interval)\b/g, '1h');
    expect([text, grammarErrors(text)]).toEqual([text, []]);
  }
});

test('no query reads what each process counts of a clinic, but for the gaps that have no other series', () => {
  const raw = security.panels.flatMap(({ panel }) =>
    queriesOf(panel).some((text) => /\b(auth_events|privileged_actions|cross_tenant_access|audit_\w+)_total\b/.test(text))
      ? [panel.id]
      : [],
  );
  expect(raw).toEqual(['audit-chain-gaps']);
});

test('lines that count a time of every clinic are asked once for each interval', () => {
  const fine = security.panels.flatMap(({ panel }) => {
    const counts = queriesOf(panel).some((text) => text.includes('sum_over_time(tenant:'));
    return panel.kind === 'time-series' && panel.style === 'lines' && counts && !panel.everyInterval ? [panel.id] : [];
  });
  expect(fine).toEqual([]);
});

describe('a number at the top', () => {
  const stepOf = (id: string) => panelOf('stat', id).thresholds?.steps;

  it.each([
    ['cross-clinic-attempts-now', 1, 'critical'],
    ['failed-logins-now', 20, 'warning'],
    ['privileged-actions-now', 20, 'warning'],
    ['audit-chain-gaps', 1, 'critical'],
    ['audit-records-lost-now', 0.05, 'critical'],
    ['audit-silent-now', 1, 'warning'],
  ] as const)('changes its state where its alert begins: %s from %f on', (id, from, state) => {
    expect(stepOf(id)).toEqual([{ from, state }]);
  });

  it('is zero where clinics have requests and nothing of the kind happened', () => {
    expect(queriesOf(panelOf('stat', 'cross-clinic-attempts-now'))).toEqual([
      'sum by (env) (sum_over_time(tenant:cross_tenant_access:increase5m_tile[$__range])) or (sum by (env) (tenant:request_rate:rate5m) * 0)',
    ]);
  });

  it('is the worst clinic, where the alert is about one', () => {
    expect(queriesOf(panelOf('stat', 'failed-logins-now'))).toEqual([
      'max by (env) (max_over_time(tenant:failed_logins:increase5m_tile[$__range])) or (sum by (env) (tenant:request_rate:rate5m) * 0)',
    ]);
    expect(queriesOf(panelOf('stat', 'privileged-actions-now'))).toEqual([
      'max by (env) (sum by (env, tenant) (sum_over_time(tenant:privileged_actions:increase5m_tile[1h]))) or (sum by (env) (tenant:request_rate:rate5m) * 0)',
    ]);
  });

  it('is no zero where nobody knows: chains that nothing verifies, gateways that are not scraped', () => {
    expect(queriesOf(panelOf('stat', 'audit-chain-gaps'))[0]).not.toContain('* 0');
    expect(panelOf('stat', 'audit-chain-gaps')).toMatchObject({
      description: expect.stringContaining('unverified is not whole'),
      empty: 'Not verified yet',
    });
    expect(panelOf('stat', 'audit-records-lost-now').empty).toBe('Unknown');
    expect(queriesOf(panelOf('stat', 'audit-records-lost-now'))[0]).toMatch(
      / or \(\(sum by \(env\) \(tenant:request_rate:rate5m\) unless on \(env\) \(up\{job="gateway-counts"\} < 1\)\) \* 0\)$/,
    );
  });

  it('counts the clinics that are silent by the alert’s measure and threshold', () => {
    expect(queriesOf(panelOf('stat', 'audit-silent-now'))[0]).toMatch(
      /^count by \(env\) \(\(\(sum_over_time\(tenant:audit_events:increase5m_tile\[1h\] offset 7d\) unless .+ > 20\) or /,
    );
  });
});

describe('log-ins', () => {
  it('are bars of the chosen interval, by what was done and how it ended, failures in the colours of states', () => {
    const panel = panelOf('time-series', 'authentication');
    expect(panel.style).toBe('bars');
    expect(queriesOf(panel)).toEqual([
      'sum by (env, event, outcome) (sum_over_time(tenant:auth_events:increase5m_tile[$interval]))',
    ]);
    const stateOf = (name: string) => panel.states?.find(({ name: pattern }) => new RegExp(pattern).test(name))?.state;
    expect(['login: success', 'login: failure', 'login: denied', 'logout: success'].map(stateOf)).toEqual([
      'good',
      'warning',
      'critical',
      undefined,
    ]);
  });

  it('that fail are a share of those that were tried, of whom any was', () => {
    expect(queriesOf(panelOf('time-series', 'failed-login-share'))[0]).toMatch(
      /^\(sum_over_time\(tenant:failed_logins:increase5m_tile\[\$interval\]\) \/ \(sum by \(env, tenant\) \(sum_over_time\(tenant:auth_events:increase5m_tile\{event="login"\}\[\$interval\]\)\) > 0\)\) and topk\(10, sum_over_time\(tenant:failed_logins:increase5m_tile\[\$__range\] @ end\(\)\)\)$/,
    );
  });

  it('that fail are drawn with the alert’s line, those clinics that had most in the time shown', () => {
    const panel = panelOf('time-series', 'failed-logins');
    expect(panel.thresholds).toEqual({ base: 'good', steps: [{ from: 20, state: 'warning' }] });
    expect(queriesOf(panel)).toEqual([
      'tenant:failed_logins:increase5m_tile and topk(10, max_over_time(tenant:failed_logins:increase5m_tile[$__range] @ end()))',
    ]);
  });

  it('cross the line of what is usual exactly where they are more than ten and five times the average', () => {
    const panel = panelOf('time-series', 'failed-logins-baseline');
    expect(panel.thresholds?.steps).toEqual([{ from: 5, state: 'warning' }]);
    // 10 / 2 is 5: a clinic that has hardly any failures crosses it at ten.
    expect(queriesOf(panel)).toEqual([
      '(sum_over_time(tenant:failed_logins:increase5m_tile[1h]) / clamp_min(tenant:failed_logins:hourly_average7d, 2)) and topk(10, sum_over_time(tenant:failed_logins:increase5m_tile[$__range] @ end()) / clamp_min(tenant:failed_logins:hourly_average7d @ end(), 2))',
    ]);
  });

  it('have a map by the class of their addresses, of all clinics', () => {
    const panel = panelOf('heat-map', 'failed-login-map');
    expect([panel.rows, promql(askedOf(panel), 1)]).toEqual(['source', 'fleet:failed_logins:increase5m{env="$env"}']);
  });

  it('of all clinics are beside those of last week, as the alert compares them', () => {
    const panel = panelOf('time-series', 'failed-logins-last-week');
    expect(panel.thresholds?.steps).toEqual([{ from: 100, state: 'warning' }]);
    expect(queriesOf(panel)).toEqual([
      'fleet:failed_logins:increase5m',
      'max_over_time(fleet:failed_logins:increase5m[1h] offset 7d)',
    ]);
  });
});

describe('the audit trail', () => {
  it('is compared with what arrived, and with the same interval of last week', () => {
    expect(queriesOf(panelOf('time-series', 'audit-written-arrived'))).toEqual([
      'sum by (env) (sum_over_time(tenant:audit_events:increase5m_tile[$interval]))',
      'sum by (env) (sum_over_time(tenant:audit_records:increase5m_tile[$interval]))',
    ]);
    expect(queriesOf(panelOf('time-series', 'audit-volume'))).toEqual([
      'sum by (env) (sum_over_time(tenant:audit_events:increase5m_tile[$interval]))',
      'sum by (env) (sum_over_time(tenant:audit_events:increase5m_tile[$interval] offset 7d))',
    ]);
  });

  it('says who, what, to what, from where, when, and how it ended', () => {
    expect(panelOf('records', 'audit-trail')).toMatchObject({
      source: 'audit',
      columns: [
        { field: 'timestamp', title: 'When' },
        { field: 'tenantId', title: 'Clinic' },
        { field: 'userId', title: 'Who' },
        { field: 'actor', title: 'Who, as a hash' },
        { field: 'event', title: 'What' },
        { field: 'action', title: 'Action' },
        { field: 'resource', title: 'To what' },
        { field: 'outcome', title: 'Outcome' },
        { field: 'ip', title: 'From where' },
        { field: 'requestId', title: 'Request' },
        { field: 'traceId', title: 'Trace' },
      ],
    });
    expect(panelOf('records', 'audit-trail').where).toBeUndefined();
  });

  it('has the events that deserve a question by themselves', () => {
    expect(panelOf('records', 'privileged-records').where).toEqual({
      event: ['ROLE_CHANGED', 'DATA_EXPORTED', 'USER_IMPERSONATED', 'SETTINGS_CHANGED', 'CROSS_TENANT_ACCESS'],
    });
  });

  it('names the clinics whose records are missing, a record that never arrived included', () => {
    const panel: TablePanel = panelOf('table', 'audit-records-by-clinic');
    expect(panel.columns.map(({ title, query }) => [title, promql(query, 1)])).toEqual([
      [
        'Missing',
        'clamp_min(sum_over_time(tenant:audit_events:increase5m_tile[1h]) - (sum_over_time(tenant:audit_records:increase5m_tile[1h]) or (sum_over_time(tenant:audit_events:increase5m_tile[1h]) * 0)), 0)',
      ],
      ['Written', 'sum_over_time(tenant:audit_events:increase5m_tile[1h])'],
      [
        'Share missing',
        'clamp_min(sum_over_time(tenant:audit_events:increase5m_tile[1h]) - (sum_over_time(tenant:audit_records:increase5m_tile[1h]) or (sum_over_time(tenant:audit_events:increase5m_tile[1h]) * 0)), 0) / (sum_over_time(tenant:audit_events:increase5m_tile[1h]) > 0)',
      ],
    ]);
  });
});

test('the clinics with failed log-ins have a zero in each other column where nothing happened', () => {
  const panel = panelOf('table', 'clinics-to-look-at');
  const counts = panel.columns.filter(({ unit }) => unit === 'count').map(({ title, query }) => [title, promql(query, 1)]);
  expect(counts.map(([title]) => title)).toEqual(['Failed log-ins', 'Denied', 'Privileged actions', 'Across clinics']);
  for (const [, text] of counts.slice(1)) expect(text).toMatch(/ or \(tenant:request_rate:rate5m \* 0\)$/);
});
