import { describe, expect, test } from 'vitest';
import { contentOf } from '../../../../workers/digest/content.ts';
import { htmlOf } from '../../../../workers/digest/html.ts';
import { countsOf, type Readings, reportOf } from '../../../../workers/digest/report.ts';
import { textOf } from '../../../../workers/digest/text.ts';
import { clockOf, lengthWord, percentWord, tenantWord } from '../../../../workers/digest/words.ts';
import { busy, quiet } from '../../../support/digest/days.ts';
import { expectGolden } from '../../../support/golden.ts';

const content = (readings: Readings) => contentOf(reportOf(readings));

describe.each([
  ['busy', busy],
  ['quiet', quiet],
] as const)('the digest of a %s day', (name, readings) => {
  test('is the golden text', () => {
    const { subject } = content(readings);
    expectGolden(`digest/${name}.txt`, `Subject: ${subject}\n\n${textOf(content(readings))}`);
  });

  test('is the golden HTML', () => {
    expectGolden(`digest/${name}.html`, htmlOf(content(readings)));
  });

  test('says in text what it says in HTML', () => {
    const visible = htmlOf(content(readings))
      .replace(/<style>[\s\S]*<\/style>/, '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    const { alerts, budgets, upkeep } = content(readings);
    const text = textOf(content(readings)).replaceAll(/\s+/g, ' ');
    const said = [
      ...alerts.flatMap((group) =>
        group.alerts.flatMap(({ name, rows }) => [name, ...rows.flatMap(({ who, what, howMuch }) => [who, what, howMuch])]),
      ),
      ...budgets.rows.flatMap(({ who, howMuch }) => [who, howMuch]),
      ...upkeep.map(({ says }) => says),
    ];
    for (const words of said) {
      expect(visible.replaceAll(/\s+/g, ' ')).toContain(words);
      expect(text).toContain(words);
    }
  });

  test('loads nothing from anywhere, runs nothing, and is too small for a mail reader to cut', () => {
    const html = htmlOf(content(readings));
    expect(html).not.toMatch(/<(img|script|link|iframe|object|form)\b|url\(|@import|\son\w+=/i);
    // Gmail cuts at 102 KB.
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});

describe('the subject', () => {
  test('counts, by severity, what still fires, and what is at risk or overdue', () => {
    expect(content(busy).subject).toBe(
      '[vigia prod] Mon 23 Nov: 3 critical, 17 warning, 1 info, 1 other; 6 still firing; 6 budgets at risk; overdue: backups, restore test',
    );
    expect(content(quiet).subject).toBe('[vigia prod] Mon 23 Nov: a quiet day');
    expect(content({ ...quiet, auditExport: busy.restoreTest }).subject).toBe(
      '[vigia prod] Mon 23 Nov: no alerts; overdue: audit export',
    );
  });

  test('says where nobody could be asked for alerts, and the mail says what to do', () => {
    const unknown = content({ ...quiet, alerts: undefined });
    expect(unknown.subject).toBe('[vigia prod] Mon 23 Nov: alerts not known');
    expect(unknown.summary).toContain('digest:grafanaToken');
  });
});

describe('the report', () => {
  test('counts an alert once for each tenant', () => {
    expect(countsOf(reportOf(busy))).toEqual({ alerts: { critical: 3, warning: 17, info: 1, other: 1 }, still: 6 });
  });

  test('puts what still fires first, then what fired longest, and the alert of the most tenants first', () => {
    const [critical, warning] = reportOf(busy).alerts ?? [];
    expect(critical?.alerts.map(({ alert }) => alert)).toEqual(['TenantHighErrorRate', 'CrossTenantAccess']);
    expect(critical?.alerts[0]?.tenants.map(({ tenant, total, still }) => [tenant, total / 60_000, still])).toEqual([
      ['clinic-0042', 235, true],
      ['clinic-0007', 72, false],
    ]);
    expect(warning?.alerts[0]).toMatchObject({ still: 4, tenants: { length: 14 } });
    expect(warning?.alerts[0]?.tenants.slice(3, 6).map(({ tenant }) => tenant)).toEqual(['clinic-113', 'clinic-109', 'clinic-108']);
  });

  test('puts a short firing that lasts before a long one that is over', () => {
    const fired = (tenant: string, minutes: number, still: boolean) => ({
      alert: 'A',
      severity: 'info',
      tenant,
      firings: [{ from: quiet.day.to - minutes * 60_000, to: quiet.day.to, before: false, still }],
    });
    const { alerts } = reportOf({
      ...quiet,
      alerts: [fired('long', 600, false), fired('lasting', 5, true), fired('longer', 700, false)],
    });
    expect(alerts?.[0]?.alerts[0]?.tenants.map(({ tenant }) => tenant)).toEqual(['lasting', 'longer', 'long']);
  });

  test('has every tenant in its data, and ten of them in the mail with the number of the others', () => {
    const tenants = Array.from({ length: 1_000 }, (_, i) => `clinic-${i}`);
    const alerts = tenants.map((tenant) => ({
      alert: 'A',
      severity: 'critical',
      tenant,
      firings: [{ from: quiet.day.from, to: quiet.day.to, before: true, still: true }],
    }));
    const report = reportOf({ ...quiet, alerts });
    expect(report.alerts?.[0]?.alerts[0]?.tenants).toHaveLength(1_000);
    const [alert] = contentOf(report).alerts[0]?.alerts ?? [];
    expect(alert?.rows).toHaveLength(10);
    expect(alert?.more).toBe('and 990 more tenants, 990 of them still firing');
  });
});

describe('words', () => {
  test.each([
    [29_000, 'under 1 min'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [5_430_000, '1 h 31 min'],
    [86_400_000, '1 d'],
    [90_000_000, '1 d 1 h'],
  ])('of %d ms are %s', (ms, expected) => {
    expect(lengthWord(ms)).toBe(expected);
  });

  test('of a share round down, and never to nothing', () => {
    expect([0.2499, 0.004, 0.01, 1.3].map(percentWord)).toEqual(['24 %', 'under 1 %', '1 %', '130 %']);
  });

  test('of a tenant are its id, and people’s words where it is none', () => {
    expect(['c1', '__none__', '__overflow__', undefined].map(tenantWord)).toEqual([
      'c1',
      'requests without a tenant',
      'tenants past the cap of a process',
      'the platform',
    ]);
  });

  test('of a moment are those of the zone', () => {
    const moment = Date.parse('2026-11-23T01:05:00Z');
    expect(clockOf('America/Mexico_City').moment(moment)).toBe('Sun 22 Nov, 19:05');
    expect(clockOf('UTC').date(moment)).toBe('Monday, 23 November 2026');
  });
});
