import { describe, expect, test } from 'vitest';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { grafanaRules, uidOf } from '../../../alerts/render/grafana.ts';
import { grafanaNotifications } from '../../../alerts/render/grafana-notifications.ts';
import { prometheusRules } from '../../../alerts/render/prometheus.ts';
import { environments } from '../../../infra/environment.ts';

const runbooks = 'https://docs.example/runbooks';
const groups = grafanaRules({ runbooks, folder: 'Alerts', prometheusUid: 'metrics' });
const rules = groups.flatMap((group) => group.rules);
const rule = (title: string) => rules.find((one) => one.title === title);

describe('the rules of Grafana', () => {
  test('are those of Prometheus: the same names, expressions, waiting times and labels, in the same groups', () => {
    const ofPrometheus = prometheusRules({ speed: 1, runbooks, evaluator: 'prometheus' }).groups.flatMap(({ name, rules }) =>
      rules.flatMap((one) => ('alert' in one ? [[name, one.alert, one.expr, one.for ?? '0s', one.labels]] : [])),
    );
    const ofGrafana = groups.flatMap(({ name, rules }) =>
      rules.map((one) => [name, one.title, one.data[0]?.model.expr, one.for, one.labels]),
    );
    expect(ofGrafana).toEqual(ofPrometheus);
    expect(ofGrafana).toHaveLength(8);
  });

  test('say the same as those of Prometheus, in the words of the other templates', () => {
    const translated = (text: string) =>
      text.replaceAll(/\{\{ \.Labels\.(\w+) \}\}/g, '{{ $$labels.$1 }}').replaceAll('.Values.B.Value', '$value');
    const texts = prometheusRules({ speed: 1, runbooks, evaluator: 'prometheus' }).groups.flatMap(({ rules }) =>
      rules.flatMap((one) => ('alert' in one ? [one.annotations] : [])),
    );
    expect(
      rules.map(({ annotations: { summary, description, runbook_url } }) => [
        translated(summary),
        translated(description),
        runbook_url,
      ]),
    ).toEqual(texts.map(({ summary, description, runbook_url }) => [summary, description, runbook_url]));
  });

  test('are a query, its last value, and the threshold', () => {
    expect(rule('TenantHighErrorRate')).toEqual({
      uid: 'vigia-tenant-high-error-rate',
      title: 'TenantHighErrorRate',
      condition: 'C',
      data: [
        {
          refId: 'A',
          datasourceUid: 'metrics',
          relativeTimeRange: { from: 600, to: 0 },
          model: {
            refId: 'A',
            expr: 'tenant:error_rate:ratio_rate5m > 0.02',
            instant: true,
            range: false,
            editorMode: 'code',
          },
        },
        {
          refId: 'B',
          datasourceUid: '__expr__',
          relativeTimeRange: { from: 600, to: 0 },
          model: { refId: 'B', type: 'reduce', expression: 'A', reducer: 'last' },
        },
        {
          refId: 'C',
          datasourceUid: '__expr__',
          relativeTimeRange: { from: 600, to: 0 },
          model: {
            refId: 'C',
            type: 'threshold',
            expression: 'B',
            conditions: [{ evaluator: { type: 'gt', params: [0.02] } }],
          },
        },
      ],
      for: '5m',
      noDataState: 'OK',
      execErrState: 'Error',
      missing_series_evals_to_resolve: 1,
      labels: { severity: 'critical', team: 'platform' },
      annotations: {
        summary: '{{ .Labels.tenant }}: {{ .Values.B.Value | humanizePercentage }} of requests fail',
        description:
          'Users of {{ .Labels.tenant }} get server errors on {{ .Values.B.Value | humanizePercentage }} of their requests, above 2% for five minutes.',
        runbook_url: 'https://docs.example/runbooks/TenantHighErrorRate.md',
      },
    });
  });

  test('are evaluated at an interval that Grafana takes: a multiple of ten seconds, not under the fifteen of the metrics', () => {
    expect(groups.map(({ intervalSeconds }) => intervalSeconds)).toEqual([20, 20]);
  });

  test('name no dollar: in a provisioning file it would begin the name of an environment variable', () => {
    expect(JSON.stringify(rules)).not.toContain('$');
  });

  test('have each a uid of its own, of the characters and the length that Grafana takes', () => {
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    for (const { uid } of rules) expect(uid).toMatch(/^[a-z-]{1,40}$/);
  });

  test('a name whose uid would be too long is an error that says so', () => {
    expect(uidOf('BookingLatencyBudgetBurnOveral')).toBe('vigia-booking-latency-budget-burn-overal');
    expect(() => uidOf('BookingLatencyBudgetBurnOverall')).toThrow(
      'The alert "BookingLatencyBudgetBurnOverall" has the uid "vigia-booking-latency-budget-burn-overall", 41 characters long: Grafana takes at most 40. Give it a shorter name.',
    );
  });

  test('the Watchdog fires as long as Prometheus answers', () => {
    expect(rule('Watchdog')).toMatchObject({
      uid: 'vigia-watchdog',
      data: [{ model: { expr: 'vector(1)' } }, {}, { model: { conditions: [{ evaluator: { type: 'gt', params: [0] } }] } }],
      labels: { severity: 'none', team: 'platform' },
    });
  });
});

const args = {
  heartbeat: { arn: 'arn:aws:sns:us-east-1:111122223333:vigia-prod-heartbeat', region: 'us-east-1' },
  slackChannels: { ops: '#ops', security: '#security' },
};

describe("Grafana's routing", () => {
  test.each(['dev', 'prod'] as const)("of %s is Alertmanager's: the same rows, timing and grouping", (name) => {
    const environment = environments[name];
    const { policy } = grafanaNotifications({ environment, ...args });
    const { route } = alertmanagerConfig({ speed: 1, environment, secretFile: (channel) => channel });
    const { routes, ...root } = route;
    const { routes: rows, ...own } = policy;
    expect(own).toEqual(root);
    expect(
      rows.map(({ object_matchers, receiver, mute_time_intervals, ...timing }) => ({
        receiver: mute_time_intervals ? 'digest' : receiver,
        matchers: object_matchers.map(([label, operator, value]) => `${label}${operator}"${value}"`),
        ...timing,
      })),
    ).toEqual(routes);
  });

  test('mutes what waits for the digest at all times: Grafana has no contact point that sends nothing', () => {
    const { policy, muteTime, contactPoints } = grafanaNotifications({ environment: environments.prod, ...args });
    expect(policy.routes.filter(({ mute_time_intervals }) => mute_time_intervals)).toEqual([
      { receiver: 'slack-ops', object_matchers: [['severity', '=', 'info']], mute_time_intervals: ['always'] },
    ]);
    expect(muteTime).toEqual({ name: 'always', time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }] });
    expect(contactPoints.map(({ name }) => String(name))).not.toContain('digest');
  });

  test('every contact point that a route names exists, and every one that exists is named', () => {
    for (const environment of [environments.dev, environments.prod]) {
      const { policy, contactPoints } = grafanaNotifications({ environment, ...args });
      const named = new Set([policy.receiver, ...policy.routes.map(({ receiver }) => receiver)]);
      expect(new Set(contactPoints.map(({ name }) => name))).toEqual(named);
    }
  });

  test('dev has no PagerDuty', () => {
    const { contactPoints } = grafanaNotifications({ environment: environments.dev, ...args });
    expect(contactPoints.map(({ name, type }) => [name, type])).toEqual([
      ['slack-ops', 'slack'],
      ['slack-security', 'slack'],
      ['heartbeat', 'sns'],
    ]);
  });

  test('texts are templates, each defined and each called', () => {
    const { contactPoints, template } = grafanaNotifications({ environment: environments.prod, ...args });
    const called = new Set(JSON.stringify(contactPoints).match(/vigia\.[a-z-]+/g));
    const defined = new Set([...template.template.matchAll(/define "(.*?)"/g)].map(([, name]) => name));
    expect(defined).toEqual(new Set(['vigia.title', 'vigia.chat-title', 'vigia.lines']));
    expect(called).toEqual(defined);
  });
});
