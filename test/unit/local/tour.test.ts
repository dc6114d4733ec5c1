import { describe, expect, it } from 'vitest';
import type { Notification } from '../../../local/report/notifications.ts';
import { resultOf, tableLines } from '../../../local/tour/table.ts';
import { type Cause, type Fault, healthyRow, rowOf, type Timeline } from '../../../local/tour/timeline.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 10) + seconds * 1_000);
const errors: Cause = {
  name: 'error-burst',
  alert: 'TenantHighErrorRate',
  channel: 'pagerduty-platform',
  tenantId: 'dental-reforma',
  alsoFires: [{ alert: 'ApiAvailabilityBudgetBurn', channel: 'pagerduty-platform' }],
};
const logins: Cause = { name: 'failed-logins', alert: 'FailedLoginSpike', channel: 'slack-security', tenantId: 'clinica-coyoacan' };
const fault: Fault = { incident: errors, from: at(60) };
const later: Fault = { incident: logins, from: at(90) };

function notification(seconds: number, rest: Partial<Notification> = {}): Notification {
  const text = 'dental-reforma: 50% of requests fail';
  return { channel: 'pagerduty-platform', at: at(seconds), status: 'firing', alerts: ['TenantHighErrorRate'], text, ...rest };
}

function timeline(...notifications: Notification[]): Timeline {
  return { alerts: [], notifications, faults: [fault, later] };
}

const arrived = notification(75.5);
const ended = notification(120, { status: 'resolved' });

describe('a row of the tour', () => {
  it('is right where the alert reached its channel and resolved', () => {
    expect(rowOf(fault, timeline(arrived, ended))).toEqual({
      incident: 'error-burst',
      alert: 'TenantHighErrorRate',
      channel: 'pagerduty-platform',
      seconds: 15.5,
      resolved: true,
      problems: [],
    });
  });

  it.each<[string, Notification[], string[]]>([
    ['nothing came', [], ['no notification at pagerduty-platform']],
    ['it came before the fault', [notification(59)], ['no notification at pagerduty-platform']],
    [
      'it names another clinic',
      [notification(75, { text: 'fisio-roma: 3% of requests fail' })],
      ['no notification at pagerduty-platform'],
    ],
    ['it did not resolve', [arrived], ['not resolved']],
    ['it resolved elsewhere only', [arrived, { ...ended, channel: 'slack-security' }], ['not resolved']],
    [
      'it came to another channel too',
      [arrived, ended, notification(76, { channel: 'slack-security' })],
      ['slack-security received (firing): dental-reforma: 50% of requests fail'],
    ],
    [
      'another alert came with it',
      [arrived, ended, notification(80, { alerts: ['TenantHighErrorRate', 'CrossTenantAccess'], text: 'clinica-sur: touched' })],
      ['pagerduty-platform received (firing): clinica-sur: touched'],
    ],
    [
      'the channel refused a message',
      [arrived, ended, { channel: 'slack-security', at: at(80), status: 'refused', alerts: [], text: 'no_text' }],
      ['slack-security received (refused): no_text'],
    ],
  ])('is wrong where %s', (_, notifications, problems) => {
    const wrong = rowOf(fault, { ...timeline(...notifications), faults: [fault] });
    expect(wrong.problems).toEqual(expect.arrayContaining(problems));
    expect(wrong.problems).not.toEqual([]);
  });

  it('takes alerts that the incident declares, and those of incidents before it', () => {
    const burn = notification(80, { alerts: ['ApiAvailabilityBudgetBurn'], text: 'dental-reforma: the budget burns' });
    expect(rowOf(fault, timeline(arrived, burn, ended)).problems).toEqual([]);
    // The last message about the fault names the alert that was the last to fire.
    expect(rowOf(fault, timeline(arrived, { ...burn, at: at(85), status: 'resolved' })).resolved).toBe(true);
    const login = notification(95, {
      channel: 'slack-security',
      alerts: ['FailedLoginSpike'],
      text: 'clinica-coyoacan: 40 failed',
    });
    const over = { ...login, at: at(110), status: 'resolved' as const };
    expect(rowOf(later, timeline(arrived, login, over, ended)).problems).toEqual([]);
  });

  it('does not take an alert of an incident that has not begun', () => {
    const early = notification(70, {
      channel: 'slack-security',
      alerts: ['FailedLoginSpike'],
      text: 'clinica-coyoacan: 40 failed',
    });
    expect(rowOf(fault, timeline(early, arrived, ended)).problems).toEqual([
      'slack-security received (firing): clinica-coyoacan: 40 failed',
    ]);
  });
});

describe('the healthy row of the tour', () => {
  it('is right in silence, whatever comes after the first fault', () => {
    expect(healthyRow(timeline(arrived, ended)).problems).toEqual([]);
  });

  it('is wrong where an alert fires that no channel hears of, and where a channel receives anything', () => {
    const alert = {
      at: at(30),
      status: 'firing',
      alert: 'TenantHighErrorRate',
      severity: 'critical',
      about: 'clinica-sur',
    } as const;
    expect(healthyRow({ ...timeline(notification(31)), alerts: [alert] }).problems).toEqual([
      'TenantHighErrorRate fired for clinica-sur',
      'pagerduty-platform received: dental-reforma: 50% of requests fail',
    ]);
  });
});

describe('the table of the tour', () => {
  it('says for each row whether it is right, and why not', () => {
    const rows = [healthyRow(timeline()), rowOf(fault, timeline(arrived, ended)), rowOf(later, timeline(arrived, ended))];
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
