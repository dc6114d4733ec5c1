import { describe, expect, it } from 'vitest';
import { compare, countOf } from '../../../orphans/compare.ts';
import { reportText } from '../../../orphans/report.ts';
import type { LiveRule, Place, Rule } from '../../../orphans/rule.ts';

const CRITICAL = { for: '5m', 'label severity': 'critical' };

const declared = (name: string, changes: Partial<Rule> = {}): Rule => ({
  place: 'prometheus',
  kind: 'alert',
  name,
  group: 'vigia-alerts',
  expr: 'up == 0',
  settings: CRITICAL,
  ...changes,
});
const live = (name: string, changes: Partial<LiveRule> = {}): LiveRule => ({
  ...declared(name),
  holder: 'rules.yml',
  firing: false,
  ...changes,
});

const BOTH: readonly Place[] = ['prometheus', 'grafana'];
const spaceless = (expr: string) => expr.replaceAll(' ', '');
const compared = (ours: readonly Rule[], theirs: readonly LiveRule[], places = BOTH) =>
  compare({ declared: ours, live: theirs, places, normal: spaceless });

describe('live and declared rules', () => {
  it('are the same where they differ in group, in place of the file and in notation alone', () => {
    const findings = compared([declared('A')], [live('A', { group: 'renamed', expr: 'up==0', holder: '/etc/other.yml' })]);
    expect(findings).toEqual({ orphans: [], misplaced: [], missing: [], changed: [] });
    expect(countOf(findings)).toBe(0);
  });

  it('are an orphan where nobody declared the live one, and missing where the declared one is not live', () => {
    const findings = compared([declared('A'), declared('B')], [live('A'), live('C', { firing: true })]);
    expect(findings.orphans).toEqual([live('C', { firing: true })]);
    expect(findings.missing).toEqual([declared('B')]);
    expect(countOf(findings)).toBe(2);
  });

  it.each([
    ['an expression', { expr: 'up == 1' }, { what: 'expr', declared: 'up == 0', live: 'up == 1' }],
    ['a waiting time', { settings: { ...CRITICAL, for: '10m' } }, { what: 'for', declared: '5m', live: '10m' }],
    ['no waiting time', { settings: { 'label severity': 'critical' } }, { what: 'for', declared: '5m' }],
    [
      'another label',
      { settings: { for: '5m', 'label severity': 'warning' } },
      { what: 'label severity', declared: 'critical', live: 'warning' },
    ],
    ['a label more', { settings: { ...CRITICAL, 'label team': 'x' } }, { what: 'label team', live: 'x' }],
  ])('are changed by %s', (_, changes, difference) => {
    const found = live('A', changes);
    const findings = compared([declared('A')], [found]);
    expect(findings.changed).toEqual([{ declared: declared('A'), live: found, differences: [difference] }]);
    expect(countOf(findings)).toBe(1);
  });

  it('are not mixed up where an alert has the name of a recorded series', () => {
    const findings = compared([declared('A', { kind: 'recording' })], [live('A')]);
    expect(findings.orphans).toEqual([live('A')]);
    expect(findings.missing).toEqual([declared('A', { kind: 'recording' })]);
  });
});

describe('rules of one name', () => {
  const byTier = (tier: string) => ({ settings: { 'label slo_tier': tier } });

  it('are counted: the copy that is left of an old file is an orphan', () => {
    const copy = live('A', { group: 'old', holder: 'old.yml' });
    const findings = compared([declared('A')], [copy, live('A')]);
    expect(findings.orphans).toEqual([copy]);
    expect(findings.changed).toEqual([]);
  });

  it('are missing as often as there are too few of them', () => {
    const findings = compared([declared('A'), declared('A', { group: 'second' })], [live('A')]);
    expect(findings.missing).toEqual([declared('A', { group: 'second' })]);
  });

  it('belong together by their labels where an expression was changed, whatever their order', () => {
    const ours = [declared('A', byTier('page')), declared('A', byTier('ticket'))];
    const changed = live('A', { ...byTier('page'), expr: 'up == 1' });
    const findings = compared(ours, [live('A', { ...byTier('ticket'), expr: 'up == 2' }), changed]);
    expect(findings.changed.map((pair) => pair.differences)).toEqual([
      [{ what: 'expr', declared: 'up == 0', live: 'up == 1' }],
      [{ what: 'expr', declared: 'up == 0', live: 'up == 2' }],
    ]);
  });

  it('belong together as they are before any that was changed', () => {
    const changed = live('A', { expr: 'up == 1', group: 'vigia-alerts' });
    const findings = compared([declared('A')], [changed, live('A', { group: 'elsewhere' })]);
    expect(findings.orphans).toEqual([changed]);
    expect(findings.changed).toEqual([]);
  });
});

describe('the place of a rule', () => {
  const ours = [declared('A', { place: 'grafana' })];

  it('is wrong where the other server evaluates it: it pages twice', () => {
    const findings = compared(ours, [live('A', { place: 'grafana' }), live('A')]);
    expect(findings).toEqual({ orphans: [], misplaced: [live('A')], missing: [], changed: [] });
  });

  it('is wrong and the rule missing where only the other server has it', () => {
    expect(compared(ours, [live('A')])).toEqual({ orphans: [], misplaced: [live('A')], missing: ours, changed: [] });
  });

  it('is right for a second copy on its own server: that one is an orphan', () => {
    const copy = live('A', { place: 'grafana', group: 'copy' });
    expect(compared(ours, [live('A', { place: 'grafana' }), copy])).toMatchObject({ orphans: [copy], misplaced: [] });
  });

  it('is right where the name is declared for both: one too many is an orphan', () => {
    const copy = live('A', { group: 'copy' });
    const both = [...ours, declared('A')];
    expect(compared(both, [live('A', { place: 'grafana' }), live('A'), copy])).toMatchObject({ orphans: [copy], misplaced: [] });
  });

  it('is not known on a server that was not asked', () => {
    expect(compared(ours, [], ['prometheus']).missing).toEqual([]);
  });
});

describe('the report', () => {
  const report = { stack: 'prod', live: 3, declared: 2 };

  it('names each finding with the server, the group and what it is in, and says which orphans fire', () => {
    const findings = compared(
      [declared('A'), declared('B'), declared('P', { place: 'grafana' })],
      [
        live('A', { expr: 'up == 1', settings: { for: '5m', 'label severity': 'critical', 'label team': 'x' } }),
        live('C', { firing: true }),
        live('D', { place: 'grafana', holder: 'folder-1', group: 'manual' }),
        live('P', { group: 'old', firing: true }),
      ],
    );
    expect(
      reportText({ ...report, places: BOTH, findings }),
    ).toBe(`Stack prod: 3 rules are live in Prometheus and Grafana, 2 are declared.

Orphans, which nobody declared: 2, of which 1 fire right now
  alert C, group vigia-alerts of Prometheus, file rules.yml: FIRES
  alert D, group manual of Grafana, folder folder-1

In the wrong place, so that two servers may page for one fault: 1
  alert P, group old of Prometheus, file rules.yml, declared for Grafana: FIRES

Missing, declared and not live: 2
  alert B, group vigia-alerts of Prometheus
  alert P, group vigia-alerts of Grafana

Changed, not as declared: 1
  alert A, group vigia-alerts of Prometheus, file rules.yml
    expr
      declared: up == 0
      live:     up == 1
    label team
      declared: none
      live:     x
`);
  });

  it('says so where all is well, and where Grafana was not asked', () => {
    const findings = compared([declared('A')], [live('A')], ['prometheus']);
    expect(
      reportText({ ...report, places: ['prometheus'], findings }),
    ).toBe(`Stack prod: 3 rules are live in Prometheus, 2 are declared.

What is live is what is declared.

Grafana was not asked: --grafana gives its address.
`);
  });
});
