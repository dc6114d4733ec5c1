import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { alertReader, compare } from '../../../local/report/alerts.ts';
import { formatLine } from '../../../local/report/line.ts';
import { notificationOf } from '../../../local/report/notifications.ts';
import { serve } from '../../../local/stand-ins/http.ts';

const received = { id: 1, to: 'slack-ops', at: '2026-03-01T10:00:00.000Z', accepted: true, errors: [] };
const at = new Date('2026-03-01T10:00:00Z');

describe('notifications', () => {
  it('read an alert from a PagerDuty event', () => {
    const firing = '2 in all\n• clinica-sur: touched. Dashboard: http://x\n• fisio-roma: touched.\n';
    const custom_details = {
      alerts: 'CrossTenantAccess, TenantHighErrorRate',
      firing,
      resolved: '1 in all\n• clinica-lago: touched.\n',
    };
    const payload = { custom_details, summary: 'clinica-sur: touched', source: 'x', severity: 'critical' };
    const message = { event_action: 'trigger', dedup_key: 'k', payload };
    const to = 'pagerduty-security';
    const alerts = ['CrossTenantAccess', 'TenantHighErrorRate'];
    const lines = {
      firing: ['clinica-sur: touched. Dashboard: http://x', 'fisio-roma: touched.'],
      resolved: ['clinica-lago: touched.'],
    };
    const read = { channel: to, at, status: 'firing', alerts, text: 'clinica-sur: touched', ...lines };
    expect(notificationOf('pagerduty', { ...received, to, message })).toEqual(read);
    const resolve = { ...message, event_action: 'resolve' };
    expect(notificationOf('pagerduty', { ...received, to, message: resolve })).toEqual({ ...read, status: 'resolved' });
    const first = { ...message, payload: { ...payload, custom_details: { ...custom_details, resolved: null } } };
    expect(notificationOf('pagerduty', { ...received, to, message: first })).toEqual({ ...read, resolved: [] });
  });

  it('read an alert from a Slack message', () => {
    const text = '2 tenants, such as clinica-sur: 40 failed log-ins';
    const body = 'FailedLoginSpike, FailedLoginSurge (warning, security)\nResolved:\n• clinica-sur: 40 failed log-ins.\n';
    const message = { attachments: [{ title: `[RESOLVED] prod sign-in: ${text}`, text: body }] };
    const alerts = ['FailedLoginSpike', 'FailedLoginSurge'];
    const resolved = ['clinica-sur: 40 failed log-ins.'];
    const read = { channel: 'slack-ops', at, status: 'resolved', alerts, text, firing: [], resolved };
    expect(notificationOf('slack', { ...received, message })).toEqual(read);
  });

  it('tell in a Slack message what still fires from what has ended', () => {
    const body =
      'FailedLoginSpike (warning, security)\n• fisio-roma: 21 failed.\nand 3 more\nResolved:\n• clinica-sur: 40 failed.\n';
    const message = { attachments: [{ title: '[FIRING] prod sign-in: fisio-roma: 21 failed', text: body }] };
    const { status, firing, resolved } = notificationOf('slack', { ...received, message });
    expect({ status, firing, resolved }).toEqual({
      status: 'firing',
      firing: ['fisio-roma: 21 failed.'],
      resolved: ['clinica-sur: 40 failed.'],
    });
  });

  it('keep what was refused, and what nobody expected, in sight', () => {
    const refused = { ...received, accepted: false, errors: ['no_text'], message: {} };
    const nothing = { alerts: [], firing: [], resolved: [] };
    expect(notificationOf('slack', refused)).toEqual({ channel: 'slack-ops', at, status: 'refused', text: 'no_text', ...nothing });
    const odd = { ...received, message: { text: 'hello' } };
    expect(notificationOf('slack', odd)).toEqual({
      channel: 'slack-ops',
      at,
      status: 'firing',
      text: '{"text":"hello"}',
      ...nothing,
    });
  });
});

describe('alerts', () => {
  it('are told by what has begun and what has ended', () => {
    const one = { alertname: 'FailedLoginSpike', env: 'local', severity: 'warning', team: 'security', tenant: 'clinica-sur' };
    const other = {
      alertname: 'RateLimiterSaturated',
      severity: 'warning',
      symptom: 'saturation',
      tenant: 'fisio-roma',
      limiter: 'search',
    };
    expect(compare(new Map([['1', one]]), new Map([['2', other]]), at)).toEqual([
      {
        at,
        status: 'firing',
        alert: 'RateLimiterSaturated',
        severity: 'warning',
        tenant: 'fisio-roma',
        about: 'fisio-roma, search',
      },
      { at, status: 'resolved', alert: 'FailedLoginSpike', severity: 'warning', tenant: 'clinica-sur', about: 'clinica-sur' },
    ]);
    expect(compare(new Map([['1', one]]), new Map([['1', one]]), at)).toEqual([]);
  });
});

describe('the alerts that fire', () => {
  it('are read from Prometheus, without the Watchdog, which always does', async () => {
    const alert = (alertname: string, state: string) => ({ state, labels: { alertname, severity: 'warning', tenant: 'a' } });
    const alerts = [alert('Watchdog', 'firing'), alert('FailedLoginSpike', 'firing'), alert('RateLimiterSaturated', 'pending')];
    const server = await serve(0, () => ({ status: 200, body: { data: { alerts } } }));
    try {
      const changes = await alertReader((server.address() as AddressInfo).port)();
      expect(changes.map(({ alert, status }) => [alert, status])).toEqual([['FailedLoginSpike', 'firing']]);
    } finally {
      server.close();
    }
  });
});

describe('a line for people', () => {
  it('has its time and source in front, in each of its lines', () => {
    const noon = new Date(2026, 2, 1, 12, 0, 5);
    expect(formatLine(noon, 'tempo', 'died\nlast words')).toBe(
      '12:00:05  tempo               died\n12:00:05  tempo               last words',
    );
  });
});
