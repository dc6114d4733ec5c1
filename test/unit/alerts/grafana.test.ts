import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../alerts/catalogue.ts';
import { grafanaRules, uidOf } from '../../../alerts/render/grafana.ts';
import { prometheusRules } from '../../../alerts/render/prometheus.ts';

const runbooks = 'https://docs.example/runbooks';
const links = { runbooks, grafanaUrl: 'https://grafana.example' };
const groups = grafanaRules({ ...links, folder: 'Alerts', prometheusUid: 'metrics' });
const rules = groups.flatMap((group) => group.rules);
const rule = (title: string) => rules.find((one) => one.title === title);

describe('the rules of Grafana', () => {
  test('are those of Prometheus: the same names, expressions, waiting times and labels, in the same groups', () => {
    const ofPrometheus = prometheusRules({ speed: 1, ...links, evaluator: 'prometheus' }).groups.flatMap(({ name, rules }) =>
      rules.flatMap((one) => ('alert' in one ? [[name, one.alert, one.expr, one.for ?? '0s', one.labels]] : [])),
    );
    const ofGrafana = groups.flatMap(({ name, rules }) =>
      rules.map((one) => [name, one.title, one.data[0]?.model.expr, one.for, one.labels]),
    );
    expect(ofGrafana).toEqual(ofPrometheus);
    expect(ofGrafana).toHaveLength(Object.keys(catalogue).length + 1);
  });

  test('say the same as those of Prometheus, in the words of the other templates', () => {
    const translated = (text: string) =>
      text.replaceAll(/\{\{ \.Labels\.(\w+) \}\}/g, '{{ $$labels.$1 }}').replaceAll('.Values.B.Value', '$value');
    const texts = prometheusRules({ speed: 1, ...links, evaluator: 'prometheus' }).groups.flatMap(({ rules }) =>
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
            expr: '((tenant:error_rate:ratio_rate5m > 0.02) unless on (tenant) tenant:maintenance:active) unless on () fleet:maintenance:active',
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
      labels: { severity: 'critical', team: 'platform', symptom: 'availability' },
      annotations: {
        summary: '{{ .Labels.tenant }}: {{ .Values.B.Value | humanizePercentage }} of requests fail',
        description:
          'Users of {{ .Labels.tenant }} get server errors on {{ .Values.B.Value | humanizePercentage }} of their requests, above 2% for five minutes.',
        runbook_url: 'https://docs.example/runbooks/TenantHighErrorRate.md',
        dashboard_url: 'https://grafana.example/d/vigia-tenant-overview?var-tenant={{ .Labels.tenant }}',
      },
    });
  });

  test('are evaluated at an interval that Grafana takes: a multiple of ten seconds, not under the fifteen of the metrics', () => {
    expect(groups.map(({ intervalSeconds }) => intervalSeconds)).toEqual([20, 60, 20]);
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
      labels: { severity: 'none', team: 'platform', symptom: 'alerting' },
    });
  });
});
