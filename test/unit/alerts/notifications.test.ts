import { expect, test } from 'vitest';
import type { Alert } from '../../../alerts/alert.ts';
import { catalogue } from '../../../alerts/catalogue.ts';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { grafanaNotifications } from '../../../alerts/render/grafana-notifications.ts';
import { environments } from '../../../infra/environment.ts';

const { receivers } = alertmanagerConfig({ speed: 1, environment: environments.prod, secretFile: (channel) => channel });
const { contactPoints, template } = grafanaNotifications({
  environment: environments.prod,
  heartbeat: { arn: 'arn:aws:sns:us-east-1:111122223333:vigia-prod-heartbeat', region: 'us-east-1' },
  slackChannels: { ops: '#ops', security: '#security' },
});
const defined = Object.fromEntries(
  template.template.split(/\n(?=\{\{ define )/).flatMap((definition) => {
    const [, name, text] = /^\{\{ define "(.*?)" \}\}(.*)\{\{ end \}\}$/s.exec(definition) ?? [];
    return name === undefined ? [] : [[name, text]];
  }),
);
const settings = (name: string) => contactPoints.find((point) => point.name === name)?.settings;

test('the texts of Grafana are templates, each defined and each called', () => {
  const called = new Set(JSON.stringify(contactPoints).match(/vigia\.[a-z-]+/g));
  const names = [...template.template.matchAll(/define "(.*?)"/g)].map(([, name]) => name);
  expect(names).toEqual([
    'vigia.title',
    'vigia.chat-title',
    'vigia.chat-text',
    'vigia.dashboard',
    'vigia.alerts',
    'vigia.tenants',
    'vigia.firing',
    'vigia.resolved',
  ]);
  expect(called).toEqual(new Set(names));
});

test('contact points name no dollar, which in their file would begin the name of an environment variable', () => {
  expect(JSON.stringify(contactPoints)).not.toContain('$');
});

test('a page says the same from both routers, field by field', () => {
  expect(settings('pagerduty-billing')).toEqual({
    summary: '{{ template "vigia.title" . }}',
    severity: '{{ .CommonLabels.severity }}',
    class: '{{ or .CommonLabels.symptom .CommonLabels.alertname "several alerts" }}',
    group: '{{ .CommonLabels.env }}',
    component: '{{ .CommonLabels.team }}',
    source: 'vigia {{ .CommonLabels.env }}',
    client: 'Vigía',
    client_url: '{{ template "vigia.dashboard" . }}',
    details: {
      alerts: '{{ template "vigia.alerts" . }}',
      tenants: '{{ template "vigia.tenants" . }}',
      firing: '{{ template "vigia.firing" . }}',
      resolved: '{{ template "vigia.resolved" . }}',
    },
  });
  const text = JSON.stringify(settings('pagerduty-billing')).replaceAll(/\{\{ template \\"(.*?)\\" \. \}\}/g, (_, name: string) =>
    JSON.stringify(defined[name]).slice(1, -1),
  );
  const { summary, ...page } = JSON.parse(text) as Record<string, unknown>;
  expect(receivers.find(({ name }) => name === 'pagerduty-billing')).toEqual({
    name: 'pagerduty-billing',
    pagerduty_configs: [
      {
        routing_key_file: 'pagerduty-billing',
        send_resolved: true,
        description: summary,
        ...page,
        links: [
          { href: expect.stringContaining('runbook_url'), text: 'Runbook' },
          { href: page.client_url, text: 'Dashboard' },
        ],
      },
    ],
  });
});

test('a chat message says the same from both routers, and its fallback is its title', () => {
  expect(settings('slack-security')).toEqual({
    recipient: '#security',
    title: '{{ template "vigia.chat-title" . }}',
    text: '{{ template "vigia.chat-text" . }}',
  });
  expect(receivers.find(({ name }) => name === 'slack-security')).toEqual({
    name: 'slack-security',
    slack_configs: [
      {
        api_url_file: 'slack-security',
        channel: '#security',
        send_resolved: true,
        title: defined['vigia.chat-title'],
        fallback: defined['vigia.chat-title'],
        title_link: defined['vigia.dashboard'],
        text: defined['vigia.chat-text'],
      },
    ],
  });
});

/** As long as they come. */
const FILLED: Readonly<Record<string, string>> = {
  tenant: 'clinica-coyoacan',
  value: '1234567',
  env: 'prod',
  job: 'gateway',
  instance: '10.0.123.45:8888',
  source: 'loopback',
  exporter: 'otlp_http/tempo',
};

test.each(Object.entries<Alert>(catalogue))('the summary of %s fits a title whole', (_, { summary }) => {
  const filled = summary.replaceAll(/\{(\w+)\}/g, (_placeholder, name: string) => FILLED[name] ?? 'twelve-chars');
  expect(filled.length).toBeLessThanOrEqual(110);
});
