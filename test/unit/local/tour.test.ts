import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../../../local/report/alerts.ts';
import type { Notification } from '../../../local/report/notifications.ts';
import { resultOf, tableLines } from '../../../local/tour/table.ts';
import { type Cause, type Fault, healthyRow, rowsOf, type Timeline } from '../../../local/tour/timeline.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 10) + seconds * 1_000);
const errors: Cause = {
  name: 'error-burst',
  alert: 'TenantHighErrorRate',
  channel: 'pagerduty-platform',
  tenantId: 'dental-reforma',
  mayFire: [{ alert: 'ApiAvailabilityBudgetBurn', channel: 'pagerduty-platform' }],
};
const logins: Cause = { name: 'failed-logins', alert: 'FailedLoginSpike', channel: 'slack-security', tenantId: 'clinica-coyoacan' };
const fault: Fault = { incident: errors, from: at(60) };
const later: Fault = { incident: logins, from: at(90) };

const LINE = 'dental-reforma: 50% of requests fail. Users of dental-reforma get server errors';
const title = 'dental-reforma: 50% of requests fail';

function notification(seconds: number, rest: Partial<Notification> = {}): Notification {
  const lines = { text: title, firing: [LINE], resolved: [] };
  return { channel: 'pagerduty-platform', at: at(seconds), status: 'firing', alerts: ['TenantHighErrorRate'], ...lines, ...rest };
}

function change(seconds: number, alert: string, tenant: string, status: AlertChange['status'] = 'firing'): AlertChange {
  return { at: at(seconds), status, alert, severity: 'warning', tenant, about: tenant };
}

function timeline(...notifications: Notification[]): Timeline {
  return { alerts: [], notifications, faults: [fault, later] };
}

const arrived = notification(75.5);
const ended = notification(120, { status: 'resolved', firing: [], resolved: [LINE] });

describe('a row of the tour', () => {
  it('is right where the alert reached its channel and resolved', () => {
    expect(rowsOf(fault, timeline(arrived, ended))).toEqual([
      {
        incident: 'error-burst',
        alert: 'TenantHighErrorRate',
        channel: 'pagerduty-platform',
        seconds: 15.5,
        resolved: 'yes',
        problems: [],
      },
    ]);
  });

  it.each<[string, Notification[], string[]]>([
    ['nothing came', [], ['no notification at pagerduty-platform']],
    ['it came before the fault', [notification(59)], ['no notification at pagerduty-platform']],
    [
      'it names another clinic',
      [notification(75, { firing: ['fisio-roma: 3% of requests fail.'] })],
      ['no notification at pagerduty-platform'],
    ],
    [
      'it says something else of the clinic',
      [notification(75, { firing: ['dental-reforma: the availability budget burns 50 times as fast as it may.'] })],
      ['no notification at pagerduty-platform'],
    ],
    [
      'it only says that it has ended',
      [notification(75, { firing: [], resolved: [LINE] })],
      ['no notification at pagerduty-platform'],
    ],
    ['it did not resolve', [arrived], ['not resolved']],
    ['it goes on', [arrived, notification(120, { resolved: [LINE] })], ['not resolved']],
    ['it resolved elsewhere only', [arrived, { ...ended, channel: 'slack-security' }], ['not resolved']],
    [
      'it came to another channel too',
      [arrived, ended, notification(76, { channel: 'slack-security' })],
      [`slack-security received (firing): ${title}`],
    ],
    [
      'another alert came with it',
      [arrived, ended, notification(80, { alerts: ['TenantHighErrorRate', 'CrossTenantAccess'], text: 'clinica-sur: touched' })],
      ['pagerduty-platform received (firing): clinica-sur: touched'],
    ],
    [
      'the channel refused a message',
      [arrived, ended, notification(80, { channel: 'slack-security', status: 'refused', alerts: [], text: 'no_text' })],
      ['slack-security received (refused): no_text'],
    ],
  ])('is wrong where %s', (_, notifications, problems) => {
    const [wrong] = rowsOf(fault, { ...timeline(...notifications), faults: [fault] });
    expect(wrong?.problems).toEqual(expect.arrayContaining(problems));
  });

  it('is wrong where the alert, or one that nobody expects, fires for another clinic', () => {
    const alerts = [
      change(70, 'TenantHighErrorRate', 'dental-reforma'),
      change(70, 'TenantHighErrorRate', 'fisio-roma'),
      change(71, 'LogFieldsDropped', 'dental-reforma'),
      change(72, 'FailedLoginSpike', 'clinica-coyoacan'),
      change(73, 'CrossTenantAccess', 'dental-reforma', 'resolved'),
    ];
    expect(rowsOf(fault, { ...timeline(arrived, ended), alerts })[0]?.problems).toEqual([
      'TenantHighErrorRate fired for fisio-roma',
      'LogFieldsDropped fired for dental-reforma',
      'FailedLoginSpike fired for clinica-coyoacan',
    ]);
  });

  it('takes alerts that the incident may cause, and those of incidents before it', () => {
    const both = notification(80, { alerts: ['ApiAvailabilityBudgetBurn', 'TenantHighErrorRate'] });
    const alerts = [change(79, 'ApiAvailabilityBudgetBurn', 'dental-reforma'), change(92, 'FailedLoginSpike', 'clinica-coyoacan')];
    expect(rowsOf(fault, { ...timeline(arrived, both, ended), alerts })[0]?.problems).toEqual([]);
    const line = 'clinica-coyoacan: 40 failed log-ins within five minutes.';
    const login = notification(95, { channel: 'slack-security', alerts: ['FailedLoginSpike'], firing: [line] });
    const over = { ...login, at: at(110), status: 'resolved' as const, firing: [], resolved: [line] };
    expect(rowsOf(later, { ...timeline(arrived, login, over, ended), alerts })[0]?.problems).toEqual([]);
  });

  it('ends with its own line, whatever else of its group still fires', () => {
    const other = 'fisio-roma: 3% of requests fail.';
    const shared = notification(100, { firing: [other], resolved: [LINE] });
    expect(rowsOf(fault, timeline(arrived, shared))[0]).toMatchObject({ resolved: 'yes', problems: [] });
  });

  it('is one for each alert that the incident has to cause; strangers stand in the first', () => {
    const ticket = { alert: 'ApiAvailabilityBudgetTicket', channel: 'slack-ops', outlasts: true } as const;
    const cause: Fault = { ...fault, incident: { ...errors, alsoFires: [ticket] } };
    const stranger = notification(70, { channel: 'slack-ops', alerts: [] });
    const [first, second] = rowsOf(cause, { ...timeline(stranger, arrived, ended), faults: [cause] });
    expect(first?.problems).toEqual([`slack-ops received (firing): ${title}`]);
    expect(second).toMatchObject({ alert: 'ApiAvailabilityBudgetTicket', problems: ['no notification at slack-ops'] });
    const line = 'dental-reforma: the availability budget has burned 9 times as fast as it may for a day or more.';
    const came = notification(200, { channel: 'slack-ops', alerts: [ticket.alert], firing: [line] });
    expect(rowsOf(cause, { ...timeline(arrived, ended, came), faults: [cause] })[1]).toEqual({
      incident: 'error-burst',
      alert: 'ApiAvailabilityBudgetTicket',
      channel: 'slack-ops',
      seconds: 140,
      resolved: 'outlasts the tour',
      problems: [],
    });
  });

  it('of an incident at all clinics takes whatever the alert names', () => {
    const spray: Fault = {
      incident: { name: 'login-spray', alert: 'FailedLoginSpray', channel: 'slack-security' },
      from: at(60),
    };
    const line = 'local: 150 failed log-ins of all clinics within five minutes, from ipv6 addresses.';
    const came = notification(70, { channel: 'slack-security', alerts: ['FailedLoginSpray'], firing: [line] });
    const { tenant, ...alert } = change(69, 'FailedLoginSpray', 'none');
    expect(tenant).toBe('none');
    const [row] = rowsOf(spray, { alerts: [alert], notifications: [came], faults: [spray] });
    expect(row).toMatchObject({ seconds: 10, problems: ['not resolved'] });
  });

  it('does not take an alert of an incident that has not begun', () => {
    const early = notification(70, {
      channel: 'slack-security',
      alerts: ['FailedLoginSpike'],
      text: 'clinica-coyoacan: 40 failed',
    });
    expect(rowsOf(fault, timeline(early, arrived, ended))[0]?.problems).toEqual([
      'slack-security received (firing): clinica-coyoacan: 40 failed',
    ]);
  });
});

describe('the healthy row of the tour', () => {
  it('is right in silence, whatever comes after the first fault and whatever ends that was before', () => {
    const over = { ...ended, at: at(10) };
    const alerts = [change(9, 'TargetDown', 'gateway', 'resolved'), change(61, 'TenantHighErrorRate', 'dental-reforma')];
    expect(healthyRow({ ...timeline(over, arrived, ended), alerts }).problems).toEqual([]);
  });

  it('is wrong where an alert fires that no channel hears of, and where a channel receives anything', () => {
    const alerts = [change(30, 'TenantHighErrorRate', 'clinica-sur')];
    const refused = notification(32, { status: 'refused', text: 'no_text' });
    expect(healthyRow({ ...timeline(notification(31), refused), alerts }).problems).toEqual([
      'TenantHighErrorRate fired for clinica-sur',
      `pagerduty-platform received: ${title}`,
      'pagerduty-platform received: no_text',
    ]);
  });
});

describe('the table of the tour', () => {
  it('says for each row whether it is right, and why not', () => {
    const rows = [healthyRow(timeline()), ...[fault, later].flatMap((one) => rowsOf(one, timeline(arrived, ended)))];
    expect(tableLines(resultOf(rows))).toEqual([
      'incident               alert                seconds  channel             resolved',
      '---------------------  -------------------  -------  ------------------  --------  -----',
      'none: healthy traffic  none                       -  -                   -         right',
      'error-burst            TenantHighErrorRate     15.5  pagerduty-platform  yes       right',
      'failed-logins          FailedLoginSpike           -  slack-security      no        WRONG',
      '    no notification at slack-security',
      'Not every row is right.',
    ]);
  });
});
