import { describe, expect, test } from 'vitest';
import { firedAlerts, joined, type Stretch } from '../../../../workers/digest/firing.ts';
import type { Grafana, Transition } from '../../../../workers/digest/grafana.ts';
import { grafanaHistory, labelsOf } from '../../../../workers/digest/history-grafana.ts';
import { prometheusHistory } from '../../../../workers/digest/history-prometheus.ts';
import type { Presence, Prometheus } from '../../../../workers/digest/prometheus.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A day that ends at noon. */
const day = { date: '2026-11-23', from: Date.parse('2026-11-22T12:00:00Z'), to: Date.parse('2026-11-23T12:00:00Z') };
const at = (minutes: number) => day.from + minutes * MINUTE;
const END = 24 * 60;

/** Firings in minutes since the day's beginning. */
const told = (stretches: readonly Stretch[]) =>
  firedAlerts(stretches, day).map(({ alert, severity, tenant, broken = false, firings }) => ({
    is: [alert, severity, tenant, ...(broken ? ['broken'] : [])].join(' '),
    firings: firings.map(({ from, to, before, still }) => [
      before ? 'before' : (from - day.from) / MINUTE,
      still ? 'still' : (to - day.from) / MINUTE,
    ]),
  }));

describe('firings', () => {
  const stretch = (from: number, to: number, tenant = 'c1', alert = 'A'): Stretch => ({
    alert,
    severity: 'warning',
    tenant,
    from: at(from),
    to: at(to),
  });

  test('that overlap, or lie up to five minutes apart, are one', () => {
    const ranges = [stretch(40, 50), stretch(0, 10), stretch(5, 12), stretch(6, 7), stretch(17, 20), stretch(26, 30)];
    expect(joined(ranges).map(({ from, to }) => [(from - day.from) / MINUTE, (to - day.from) / MINUTE])).toEqual([
      [0, 20],
      [26, 30],
      [40, 50],
    ]);
  });

  test('of several series of one alert and tenant are told once, and those of another tenant apart', () => {
    expect(told([stretch(100, 110), stretch(105, 130), stretch(100, 110, 'c2')])).toEqual([
      { is: 'A warning c1', firings: [[100, 130]] },
      { is: 'A warning c2', firings: [[100, 110]] },
    ]);
  });

  test('are cut to the day, which they may have begun before and outlast', () => {
    expect(told([stretch(-300, 10), stretch(1_000, 9_000)])).toEqual([
      {
        is: 'A warning c1',
        firings: [
          ['before', 10],
          [1_000, 'still'],
        ],
      },
    ]);
  });

  test("leave out what was over before the day, what came after it, and the Watchdog's", () => {
    expect(told([stretch(-20, -10), stretch(END + 1, END + 2), stretch(0, END, '', 'Watchdog')])).toEqual([]);
  });
});

describe('the history in Prometheus', () => {
  /** A server that has these series, by the minutes at which they fired. */
  function prometheus(series: readonly { readonly labels: Presence['labels']; readonly minutes: readonly number[] }[]) {
    const asked: { readonly hours: number; readonly step: number }[] = [];
    const during: Prometheus['during'] = async (_, { from, to }, step) => {
      asked.push({ hours: (to - from) / HOUR, step });
      const inside = series.map(({ labels, minutes }) => ({ labels, times: minutes.map(at).filter((t) => t >= from && t <= to) }));
      return inside.filter(({ times }) => times.length > 0);
    };
    return { asked, during, at: async () => [] };
  }
  const labels = { alertname: 'A', severity: 'critical', tenant: 'c1', alertstate: 'firing' };
  const minutes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  test('is read in answers of at most two hours, to the minute, the end included', async () => {
    const server = prometheus([]);
    await prometheusHistory(server, day);
    expect(server.asked).toHaveLength(13);
    expect(server.asked.every(({ step, hours }) => step === MINUTE && hours < 2)).toBe(true);
  });

  test('joins what a slice cuts, and tells of a firing of one moment', async () => {
    const server = prometheus([{ labels, minutes: [...minutes(110, 130), 700] }]);
    expect(told(await prometheusHistory(server, day))).toEqual([
      {
        is: 'A critical c1',
        firings: [
          [110, 130],
          [700, 700],
        ],
      },
    ]);
  });

  test('knows what fired when the day began, and what fires still, be its last evaluation two minutes old', async () => {
    const server = prometheus([
      { labels, minutes: minutes(0, 30) },
      { labels: { ...labels, tenant: 'c2' }, minutes: minutes(1_000, END - 2) },
      { labels: { ...labels, tenant: 'c3' }, minutes: minutes(1_000, END - 3) },
    ]);
    expect(told(await prometheusHistory(server, day)).map(({ firings }) => firings)).toEqual([
      [['before', 30]],
      [[1_000, 'still']],
      [[1_000, END - 3]],
    ]);
  });
});

describe("the history in Grafana's annotations", () => {
  const text = (tenant: string, value: number, name = 'TenantHighErrorRate') =>
    `${name} {alertname=${name}, env=prod, grafana_folder=Vigía alerts, severity=critical, team=platform, tenant=${tenant}} - B=${value}, C=1.000000`;
  let id = 0;
  const change = (minute: number, prevState: string, newState: string, tenant = 'c1', name?: string): Transition => ({
    id: ++id,
    time: at(minute),
    prevState,
    newState,
    // Its value is another at every change.
    text: text(tenant, id, name),
  });
  const grafana = (transitions: readonly Transition[], active: Awaited<ReturnType<Grafana['active']>> = []): Grafana => ({
    transitions: async () => transitions,
    active: async () => active,
  });
  const history = async (...args: Parameters<typeof grafana>) =>
    told(await grafanaHistory(grafana(...args), day, day.to + 5 * MINUTE));

  test('goes from Alerting to any quiet state, whatever is in brackets; Pending is quiet', async () => {
    const changes = [
      change(10, 'Normal', 'Pending'),
      change(15, 'Pending', 'Alerting'),
      change(45, 'Alerting', 'Normal (MissingSeries)'),
      change(100, 'Normal', 'Alerting (KeepLast)'),
      change(120, 'Alerting (KeepLast)', 'Recovering'),
      change(130, 'Recovering', 'Normal'),
    ];
    expect(await history(changes)).toEqual([
      {
        is: 'TenantHighErrorRate critical c1',
        firings: [
          [15, 45],
          [100, 130],
        ],
      },
    ]);
  });

  test('is told once where two replicas wrote each change', async () => {
    const changes = [
      change(15, 'Pending', 'Alerting'),
      change(15.1, 'Pending', 'Alerting'),
      change(45, 'Alerting', 'Normal'),
      change(45.1, 'Alerting', 'Normal'),
    ];
    expect(await history(changes)).toEqual([{ is: 'TenantHighErrorRate critical c1', firings: [[15, 45]] }]);
  });

  test('knows by the state before the first change what fired when the day began, though it ended after the day', async () => {
    expect(await history([change(30, 'Alerting', 'Normal'), change(END + 3, 'Alerting', 'Normal', 'c2')])).toEqual([
      { is: 'TenantHighErrorRate critical c1', firings: [['before', 30]] },
      { is: 'TenantHighErrorRate critical c2', firings: [['before', 'still']] },
    ]);
  });

  test('takes what never changed in the day from what fires now, unless it began after the day', async () => {
    const labels = { alertname: 'A', severity: 'info', grafana_folder: 'Vigía alerts' };
    const active = [
      { labels, startsAt: at(-9_000) },
      { labels: { ...labels, tenant: 'c9' }, startsAt: at(END + 2) },
    ];
    expect(await history([change(1_000, 'Pending', 'Alerting')], active)).toEqual([
      { is: 'TenantHighErrorRate critical c1', firings: [[1_000, 'still']] },
      { is: 'A info ', firings: [['before', 'still']] },
    ]);
  });

  test('tells of a rule that could not be evaluated as such, under its own name', async () => {
    const active = [{ labels: { alertname: 'DatasourceError', rulename: 'B', severity: 'warning' }, startsAt: at(50) }];
    expect(
      await history([change(10, 'Normal', 'Error'), change(20, 'Error', 'Alerting'), change(30, 'Alerting', 'Normal')], active),
    ).toEqual([
      { is: 'TenantHighErrorRate critical c1 broken', firings: [[10, 20]] },
      { is: 'TenantHighErrorRate critical c1', firings: [[20, 30]] },
      { is: 'B warning  broken', firings: [[50, 'still']] },
    ]);
  });

  test('takes labels from the text, with commas, brackets and equals signs in their values', () => {
    expect(labelsOf('A {limiter=a, b=c, note=x, y {z} = 1, tenant=c1} - B=2, C=1')).toEqual({
      alertname: 'A',
      limiter: 'a',
      b: 'c',
      note: 'x, y {z} = 1',
      tenant: 'c1',
    });
  });
});
