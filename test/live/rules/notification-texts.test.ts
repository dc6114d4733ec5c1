/** What a notification says, filled in by the real amtool from the very strings that Alertmanager and Grafana are configured with. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DASHBOARD_UIDS, type DashboardName } from '../../../alerts/dashboards.ts';
import { alertmanagerConfig } from '../../../alerts/render/alertmanager.ts';
import { grafanaNotifications } from '../../../alerts/render/grafana-notifications.ts';
import { environments } from '../../../infra/environment.ts';
import { ensureTools } from '../../../local/tools/index.ts';
import { expectGolden } from '../../support/golden.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigia-texts-'));
const environment = environments.prod;
let amtool: readonly string[];

beforeAll(async () => {
  amtool = (await ensureTools(['amtool'])).amtool.command;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Pairs = Readonly<Record<string, string>>;
interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Pairs;
  readonly annotations: Pairs;
}
interface Data {
  readonly status: 'firing' | 'resolved';
  readonly commonLabels: Pairs;
  readonly alerts: readonly Alert[];
}

/** A notification as both routers hand it to a template: it fires where one alert does. */
function notification(...alerts: readonly Alert[]): Data {
  const common = Object.entries(alerts[0]?.labels ?? {}).filter(([name, value]) =>
    alerts.every(({ labels }) => labels[name] === value),
  );
  const status = alerts.some((one) => one.status === 'firing') ? 'firing' : 'resolved';
  return { status, commonLabels: Object.fromEntries(common), alerts };
}

const links = (name: string, dashboard: DashboardName, query: string) => ({
  runbook_url: `https://docs.example/runbooks/${name}.md`,
  dashboard_url: `https://grafana.example/d/${DASHBOARD_UIDS[dashboard]}?${query}`,
});
const PAGE = { env: 'prod', severity: 'critical', team: 'platform', symptom: 'availability' };

const errors = (tenant: string, status: Alert['status'] = 'firing'): Alert => ({
  status,
  labels: { alertname: 'TenantHighErrorRate', tenant, ...PAGE },
  annotations: {
    summary: `${tenant}: 3.1% of requests fail`,
    description: `Users of ${tenant} get server errors on 3.1% of their requests, above 2% for five minutes.`,
    ...links('TenantHighErrorRate', 'tenant-overview', `var-env=prod&var-tenant=${tenant}`),
  },
});

const budget = (tenant: string): Alert => ({
  status: 'firing',
  labels: { alertname: 'ApiAvailabilityBudgetBurn', tenant, ...PAGE, slo: 'api-availability', slo_tier: 'page' },
  annotations: {
    summary: `${tenant}: the availability budget burns at 1.6x the paging rate`,
    description: `At this rate the 30-day error budget of ${tenant} (0.5 % of requests) is gone within days.`,
    ...links('ApiAvailabilityBudgetBurn', 'slos', `var-env=prod&var-tenant=${tenant}`),
  },
});

const refusing = (instance: string): Alert => ({
  status: 'firing',
  labels: { alertname: 'CollectorRefusing', instance, ...PAGE, severity: 'warning', symptom: 'telemetry' },
  annotations: {
    summary: `${instance} refuses 12 spans a second`,
    description: 'The Collector is full: what the application sends now is lost.',
    ...links('CollectorRefusing', 'platform', 'var-env=prod'),
  },
});

const clinics = (count: number) => Array.from({ length: count }, (_, index) => `clinica-${String(index + 1).padStart(3, '0')}`);

const CASES: Readonly<Record<string, Data>> = {
  'one-tenant': notification(errors('clinica-sur')),
  'one-tenant-two-alerts': notification(budget('clinica-sur'), errors('clinica-sur')),
  'slo-page': notification(budget('clinica-sur'), budget('fisio-roma')),
  '12-tenants': notification(...clinics(12).map((tenant) => errors(tenant))),
  // In the order in which Alertmanager has them: by name first.
  '300-tenants-two-alerts': notification(...clinics(40).map(budget), ...clinics(300).map((tenant) => errors(tenant))),
  resolved: notification(...clinics(12).map((tenant) => errors(tenant, 'resolved'))),
  'partly-resolved': notification(errors('clinica-norte', 'resolved'), errors('clinica-sur'), errors('fisio-roma', 'resolved')),
  'no-tenant': notification(refusing('gateway-0'), refusing('gateway-1')),
  '12-without-tenant': notification(...Array.from({ length: 12 }, (_, index) => refusing(`gateway-${index}`))),
  markup: notification({
    status: 'firing',
    labels: { alertname: 'A rule (by hand', tenant: '<!channel> & "co" [x', ...PAGE },
    annotations: {
      summary: `<!channel> & "co" [x: 'quotes', \`ticks\`, {{ braces }} and <https://evil.example|a link> in a summary that does not end where it should: ñandú, ñandú, ñandú`,
      description: `<b>bold</b> & ${'long '.repeat(100)}`,
      ...links('X', 'tenant-overview', 'var-tenant=%3C%21channel%3E&var-env=prod'),
    },
  }),
  'nothing-said': notification({ status: 'firing', labels: { alertname: 'Foreign' }, annotations: {} }),
  strangers: notification(
    { status: 'firing', labels: { alertname: 'Foreign', severity: 'Warning' }, annotations: {} },
    { status: 'firing', labels: { tenant: 'clinica-sur', severity: 'Warning' }, annotations: { summary: 'Something' } },
  ),
};

/** The fields of Alertmanager's two kinds of message that are templates, by name. */
function alertmanagerFields(): Pairs {
  const { receivers } = alertmanagerConfig({ speed: 1, environment, secretFile: (channel) => channel });
  const settings = (name: string, kind: string) => {
    const [first] = (receivers.find((one) => one.name === name) as unknown as Record<string, readonly object[]>)[kind] ?? [];
    return first;
  };
  const { title, text, fallback, title_link } = settings('slack-ops', 'slack_configs') as Pairs;
  const page = settings('pagerduty-platform', 'pagerduty_configs') as Pairs & { details: Pairs; links: readonly Pairs[] };
  return {
    'slack title': title ?? '',
    'slack text': text ?? '',
    'slack fallback': fallback ?? '',
    'slack title link': title_link ?? '',
    'pagerduty summary': page.description ?? '',
    'pagerduty severity': page.severity ?? '',
    'pagerduty class': page.class ?? '',
    'pagerduty group': page.group ?? '',
    'pagerduty component': page.component ?? '',
    'pagerduty source': page.source ?? '',
    'pagerduty client url': page.client_url ?? '',
    ...Object.fromEntries(page.links.map(({ text: name, href }) => [`pagerduty link ${name}`, href ?? ''])),
    ...Object.fromEntries(Object.entries(page.details).map(([name, value]) => [`pagerduty details ${name}`, value])),
  };
}

/** The same of Grafana: all that it can be told. Its Slack message falls back to the title, and its pages have one link. */
function grafanaFields(): { readonly fields: Pairs; readonly template: string } {
  const { contactPoints, template } = grafanaNotifications({
    environment,
    heartbeat: { arn: 'arn:aws:sns:us-east-1:111122223333:vigia-heartbeat', region: 'us-east-1' },
    slackChannels: { ops: '#ops', security: '#security' },
  });
  const of = (name: string) => contactPoints.find((one) => one.name === name)?.settings as Pairs & { details: Pairs };
  const { title, text } = of('slack-ops');
  const { details, client_url, client: _, ...page } = of('pagerduty-platform');
  return {
    fields: {
      'slack title': title ?? '',
      'slack text': text ?? '',
      'pagerduty client url': client_url ?? '',
      ...Object.fromEntries(Object.entries(page).map(([name, value]) => [`pagerduty ${name}`, value])),
      ...Object.fromEntries(Object.entries(details).map(([name, value]) => [`pagerduty details ${name}`, value])),
    },
    template: template.template,
  };
}

const MARK = '\u0000';

/** Fills in all fields at once. */
async function render(data: Data, fields: Pairs, templates = ''): Promise<Pairs> {
  writeFileSync(join(folder, 'vigia.tmpl'), templates);
  writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
  const [program = '', ...prefix] = amtool;
  const text = Object.values(fields).join('{{ "\\x00" }}');
  const args = ['template', 'render', '--template.glob=vigia.tmpl', '--template.data=data.json', `--template.text=${text}`];
  const { stdout } = await execa(program, [...prefix, ...args], { cwd: folder, stripFinalNewline: false });
  const texts = stdout.split(MARK);
  return Object.fromEntries(Object.keys(fields).map((name, index) => [name, texts[index] ?? '']));
}

const asFile = (texts: Pairs) =>
  Object.entries(texts)
    .map(([name, text]) => `=== ${name}\n${text.trimEnd()}\n`)
    .join('\n');

test.each(Object.keys(CASES))('the texts of "%s" are those of its golden file, and the same from Grafana', async (name) => {
  const data = CASES[name] ?? notification();
  const texts = await render(data, alertmanagerFields());
  expectGolden(`notifications/${name}.txt`, asFile(texts));

  const { fields, template } = grafanaFields();
  const ofGrafana = await render(data, fields, template);
  expect(Object.keys(ofGrafana)).toHaveLength(13);
  expect(texts).toMatchObject(ofGrafana);
});

test.each(Object.keys(CASES))(
  'the texts of "%s" have bounds, and nothing that Slack or PagerDuty would take for something else',
  async (name) => {
    const texts = await render(CASES[name] ?? notification(), alertmanagerFields());
    const shown = texts['slack title']?.replaceAll(/&(lt|gt|amp);/g, '.') ?? '';
    expect([...shown].length).toBeLessThan(160);
    expect([...(texts['pagerduty summary'] ?? '')].length).toBeLessThan(145);
    expect(texts['pagerduty summary']).not.toBe('');
    expect(texts['slack text']?.length).toBeLessThan(8_000);
    expect(texts['slack fallback']).toBe(texts['slack title']);
    for (const text of [texts['slack title'], texts['slack text']])
      expect(text).not.toMatch(/<(?!https:\/\/(docs|grafana)\.example\/)/);
  },
);
