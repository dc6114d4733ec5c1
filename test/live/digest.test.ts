/** The digest as it runs: the real worker, a real Prometheus with a day of history, and a real SMTP exchange over TLS. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { certificate, type MailServer, mailServer, PASSWORD, USER } from '../support/digest/mail-server.ts';
import { grafanaStandIn, sesStandIn, TOKEN } from '../support/digest/stand-ins.ts';
import { backfill } from '../support/history/backfill.ts';
import { dataFolder, startPrometheus, type TestPrometheus } from '../support/prometheus.ts';

const MAIN = join(import.meta.dirname, '../../workers/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'vigia-digest-'));

// The hour that has just struck ends the day; a run that outlives the hour still tells of this one.
const HOUR = new Date().getUTCHours();
const TO = Math.floor(Date.now() / 3_600_000) * 3_600;
const FROM = TO - 24 * 3_600;
const MINUTE = 60;
const clock = (minute: number) => new Date((FROM + minute * MINUTE) * 1_000).toISOString().slice(11, 16);

let prometheus: TestPrometheus;
let empty: TestPrometheus;
let files: Awaited<ReturnType<typeof certificate>>;
const open: { close(): Promise<void> }[] = [];
const opened = async <T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> => {
  open.push(await server);
  return server;
};

beforeAll(async () => {
  files = await certificate(folder);
  mkdirSync(join(folder, 'busy'));
  await backfill(dataFolder(join(folder, 'busy')), history);
  [prometheus, empty] = await Promise.all([startPrometheus(join(folder, 'busy')), startPrometheus(join(folder, 'empty'))]);
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});
afterAll(async () => {
  await Promise.all([prometheus?.stop(), empty?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A day: evaluations every 15 s, an offset from the minute, as a server has it. */
function history(write: (series: string, value: number, at: number) => void): void {
  const alert = (labels: string, from: number, to: number, state = 'firing') => {
    for (let at = FROM + from * MINUTE + 7; at < FROM + to * MINUTE; at += 15)
      write(`ALERTS{alertstate="${state}",env="prod",${labels}}`, 1, at);
  };
  const high = 'alertname="TenantHighErrorRate",severity="critical",team="platform"';
  alert(`${high},tenant="clinic-7"`, 55, 60, 'pending');
  alert(`${high},tenant="clinic-7"`, 60, 102);
  alert(`${high},tenant="clinic-7"`, 600, 630);
  alert(`${high},tenant="clinic-42"`, 1_205, 1_440);
  // Two series of one alert, a silence of three minutes, and a firing of 15 s: one alert of the tenant.
  const limiter = 'alertname="RateLimiterSaturated",severity="warning",team="platform",tenant="__overflow__"';
  alert(`${limiter},limiter="login"`, -30, 20);
  alert(`${limiter},limiter="api"`, 23, 40);
  alert('alertname="MrrDrop",severity="info",team="billing",tenant="clinic-7"', 700, 700.2);
  alert('alertname="Watchdog",team="platform"', -10, 1_440);

  const at = TO - 20;
  const budget = (tenant: string, slo: string, remaining: number) =>
    write(`slo:error_budget:remaining_ratio{env="prod",tenant="${tenant}",slo="${slo}"}`, remaining, at);
  budget('clinic-42', 'api-availability', -0.4);
  budget('clinic-7', 'api-availability', 0.1);
  budget('clinic-9', 'webhook-success', 0.25);
  budget('clinic-8', 'booking-latency', 0.2);
  write('slo:error_budget:exhaustion_days{env="prod",tenant="clinic-42",slo="api-availability"}', 0, at);
  write('slo:error_budget:exhaustion_days{env="prod",tenant="clinic-7",slo="api-availability"}', 2.5, at);
  for (const [tenant, hours] of [
    ['clinic-7', 4],
    ['clinic-42', 27],
  ] as const) {
    write(`backup_last_success_timestamp_seconds{tenant="${tenant}",instance="a"}`, TO - hours * 3_600, at);
  }
  write('restore_test_last_success_timestamp_seconds{instance="a"}', TO - 30 * 86_400, at);
}

const settings = () => ({
  VIGIA_ENV: 'prod',
  PROMETHEUS_URL: prometheus.url,
  RUNBOOK_URL: 'https://git.clinic.org/runbooks',
  DIGEST_HOUR: String(HOUR),
  DIGEST_TIME_ZONE: 'UTC',
  DIGEST_FROM: 'vigia@clinic.org',
  DIGEST_TO: 'platform@clinic.org,security@clinic.org',
  NODE_EXTRA_CA_CERTS: files.cert,
  PATH: process.env.PATH ?? '',
});

const digest = (env: Readonly<Record<string, string>>, args: readonly string[] = []) =>
  execa(process.execPath, [MAIN, 'digest', ...args], {
    env: { ...settings(), ...env },
    extendEnv: false,
    reject: false,
    timeout: 90_000,
  });

const only = ({ received }: MailServer) => {
  expect(received).toHaveLength(1);
  const [first] = received;
  if (!first) throw new Error('No mail came.');
  return first;
};

/** The lines of the text, without what only lays it out. */
const lines = (text = '') => text.split(/\r?\n/).map((line) => line.trim());

describe('the digest of a busy day', () => {
  test('reaches everybody over TLS, after a log-in, with the alerts of the day, their tenants and how long they fired', async () => {
    const server = await opened(mailServer('implicit', files));
    const { exitCode, stdout, stderr } = await digest({ DIGEST_SMTP_URL: server.url() });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('was sent');
    const { mail, to, secure, user } = only(server);
    expect({ to, secure, user }).toEqual({ to: ['platform@clinic.org', 'security@clinic.org'], secure: true, user: USER });
    const date = new Date(TO * 1_000).toISOString().slice(0, 10);
    expect(mail.from?.value).toEqual([{ name: 'Vigía', address: 'vigia@clinic.org' }]);
    expect(mail.subject).toMatch(
      /^\[vigia prod\] \w{3} \d+ \w+: 2 critical, 1 warning, 1 info; 1 still firing; 3 budgets at risk; overdue: backups$/,
    );
    expect(mail.messageId).toBe(`<digest.prod.${date}@clinic.org>`);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('x-vigia-digest')).toBe(`prod ${date}`);

    const text = lines(mail.text);
    expect(text).toContain('TenantHighErrorRate (2 tenants, 1 still firing)');
    expect(text).toContain(`! clinic-42: since ${clock(1_206)}, still firing; 3 h 54 min`);
    expect(text).toContain(`clinic-7: 2 times, last ${clock(601)}–${clock(630)}; 1 h 10 min`);
    expect(text).toContain(`tenants past the cap of a process: from the day before until ${clock(40)}; 40 min`);
    expect(text).toContain(`clinic-7: at ${clock(701)}; under 1 min`);
    expect(mail.text).not.toContain('Watchdog');
    expect(text).toContain('3 of 4 budgets at risk.');
    expect(text).toContain('! clinic-42: API availability; overspent by 40 %');
    expect(text).toContain('clinic-7: API availability; lasts 2 d 12 h; 10 % left');
    expect(text).toContain('clinic-8: Reservation booking latency; not burning now; 20 % left');
    expect(text.find((line) => line.startsWith('LATE'))).toContain('1 of 2 tenants not within 26 hours. Last: clinic-42');
    expect(text.some((line) => /^ok {4}Restore test: Last passed .+ \(30 d earlier\)\.$/.test(line))).toBe(true);
    expect(text).toContain('-     Audit export: Not reported yet.');

    const html = String(mail.html);
    for (const said of ['TenantHighErrorRate', 'clinic-42', '3 h 54 min', 'overspent by 40 %', 'clinic-8'])
      expect(html).toContain(said);
    expect(html).toContain('href="https://git.clinic.org/runbooks/TenantHighErrorRate.md"');
  });

  test('goes by STARTTLS too, and never where that is not offered', async () => {
    const server = await opened(mailServer('starttls', files));
    expect((await digest({ DIGEST_SMTP_URL: server.url() })).exitCode).toBe(0);
    expect(only(server)).toMatchObject({ secure: true, user: USER });

    const clear = await opened(mailServer('none', files));
    const { exitCode, stderr } = await digest({ DIGEST_SMTP_URL: clear.url() });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The digest was not sent: the mail server 127.0.0.1:');
    expect([clear.received, clear.logins]).toEqual([[], []]);
  });

  test('is not taken from a server whose certificate nobody vouches for', async () => {
    const server = await opened(mailServer('implicit', files));
    const { exitCode, stderr } = await digest({ DIGEST_SMTP_URL: server.url(), NODE_EXTRA_CA_CERTS: '' });
    expect({ exitCode, logins: server.logins }).toEqual({ exitCode: 1, logins: [] });
    expect(stderr).toContain('self-signed certificate');
  });

  test('with a wrong password it fails, tells no secret, and comes whole at the next attempt, as the same message', async () => {
    const server = await opened(mailServer('implicit', files));
    const wrong = await digest({ DIGEST_SMTP_URL: server.url('planted-password') });
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toContain('the password is wrong');
    expect(`${wrong.stdout}${wrong.stderr}`).not.toContain('planted');
    expect(server.received).toEqual([]);
    expect((await digest({ DIGEST_SMTP_URL: server.url() })).exitCode).toBe(0);
    expect((await digest({ DIGEST_SMTP_URL: server.url() })).exitCode).toBe(0);
    const [first, second] = server.received;
    expect(first?.mail.text).toContain('TenantHighErrorRate');
    expect([second?.mail.messageId, second?.mail.subject, second?.mail.text, second?.mail.html]).toEqual([
      first?.mail.messageId,
      first?.mail.subject,
      first?.mail.text,
      first?.mail.html,
    ]);
    expect(PASSWORD).toMatch(/[@/:]/);
  });

  test('reaches the others where one address is refused, and says which', async () => {
    const server = await opened(mailServer('implicit', files, 'platform@clinic.org'));
    const { exitCode, stderr } = await digest({ DIGEST_SMTP_URL: server.url() });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'The mail server took the digest, but not for platform@clinic.org.',
    });
    expect(only(server).to).toEqual(['security@clinic.org']);
  });

  test('is printed and not sent by --dry-run, and printed as data by --json; neither needs a mail server', async () => {
    const none = { DIGEST_FROM: '', DIGEST_TO: '' };
    const [dry, json] = await Promise.all([digest(none, ['--dry-run']), digest(none, ['--json'])]);
    expect([dry.exitCode, json.exitCode]).toEqual([0, 0]);
    expect(dry.stdout).toContain('Subject: [vigia prod]');
    expect(dry.stdout).toContain('! clinic-42: API availability; overspent by 40 %');
    expect(JSON.parse(json.stdout)).toMatchObject({
      environment: 'prod',
      day: { from: FROM * 1_000, to: TO * 1_000 },
      alerts: [
        { severity: 'critical', alerts: [{ alert: 'TenantHighErrorRate', still: 1 }] },
        { severity: 'warning', alerts: [{ alert: 'RateLimiterSaturated', still: 0 }] },
        { severity: 'info', alerts: [{ alert: 'MrrDrop' }] },
      ],
      backups: { tenants: 2, overdue: 1 },
    });
  });
});

describe('the digest of a quiet day', () => {
  test('comes as well, and says so; what nobody has reported yet keeps it from nothing', async () => {
    const server = await opened(mailServer('implicit', files));
    expect((await digest({ DIGEST_SMTP_URL: server.url(), PROMETHEUS_URL: empty.url })).exitCode).toBe(0);
    const { mail } = only(server);
    expect(mail.subject).toMatch(/^\[vigia prod\] .+: a quiet day$/);
    expect(lines(mail.text)).toContain('A quiet day: no alert fired, and nothing is overdue.');
    expect(mail.text?.match(/Not reported yet\./g)).toHaveLength(4);
    expect(mail.html).toContain('A quiet day');
  });
});

describe('a digest that nobody can write', () => {
  test('fails with a sentence where Prometheus cannot be reached, and sends nothing', async () => {
    const server = await opened(mailServer('implicit', files));
    const { exitCode, stderr } = await digest({ DIGEST_SMTP_URL: server.url(), PROMETHEUS_URL: 'http://127.0.0.1:9' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Prometheus at http:\/\/127\.0\.0\.1:9 cannot be reached: .+\.$/);
    expect(server.logins).toEqual([]);
  });

  test('exits with 2 where settings are missing, and names them all', async () => {
    const { exitCode, stderr } = await digest({ DIGEST_TO: '', PROMETHEUS_URL: 'prometheus', DIGEST_SMTP_URL: 'mail.clinic.org' });
    expect(exitCode).toBe(2);
    expect(stderr.match(/^ {2}\w+/gm)).toEqual(['  PROMETHEUS_URL', '  DIGEST_TO', '  DIGEST_SMTP_URL']);
    const withoutTransport = await digest({});
    expect(withoutTransport.stderr).toContain('AWS_REGION: found nothing');
  });
});

describe('where Grafana evaluates', () => {
  const text = (tenant: string) => `LoginSpike {alertname=LoginSpike, env=prod, severity=warning, tenant=${tenant}} - B=12, C=1`;
  const change = (id: number, minute: number, prevState: string, newState: string, tenant: string) => ({
    id,
    time: (FROM + minute * MINUTE) * 1_000,
    prevState,
    newState,
    text: text(tenant),
  });

  test("alerts come from its state history, past what one answer holds, and not from Prometheus's series", async () => {
    // More than a page: changes that are no firing, and of a moment as many as two replicas write.
    const noise = Array.from({ length: 5_100 }, (_, i) => change(i, 100 + Math.floor(i / 10), 'Normal', 'Pending', 'clinic-1'));
    const grafana = await opened(
      grafanaStandIn([
        ...noise,
        change(9_001, 30, 'Pending', 'Alerting', 'clinic-3'),
        change(9_002, 75, 'Alerting', 'Normal', 'clinic-3'),
      ]),
    );
    const env = { GRAFANA_URL: grafana.url, GRAFANA_TOKEN: TOKEN };
    const { exitCode, stdout } = await digest(env, ['--dry-run']);
    expect(exitCode).toBe(0);
    expect(lines(stdout)).toContain(`clinic-3: ${clock(30)}–${clock(75)}; 45 min`);
    expect(stdout).not.toContain('TenantHighErrorRate');
    expect(grafana.asked.filter((path) => path.startsWith('/api/annotations'))).toHaveLength(2);
  });

  test('a refused token fails with a sentence that does not hold it; without one the digest comes, and says what it lacks', async () => {
    const grafana = await opened(grafanaStandIn([]));
    const refused = await digest({ GRAFANA_URL: grafana.url, GRAFANA_TOKEN: 'planted-token' }, ['--dry-run']);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(`Grafana at ${grafana.url} answered 401 to /api/annotations`);
    expect(refused.stderr).not.toContain('planted');
    const without = await digest({ GRAFANA_URL: grafana.url }, ['--dry-run']);
    expect(without.exitCode).toBe(0);
    expect(without.stdout).toMatch(/alerts not known; 3 budgets at risk[\s\S]+digest:grafanaToken/);
  });
});

describe('through Amazon SES', () => {
  const ses = (url: string) => ({
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_SESV2: url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });

  test('the whole message goes in one signed request, to all recipients', async () => {
    const server = await opened(sesStandIn());
    const { exitCode, stderr } = await digest(ses(server.url));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(server.sent).toHaveLength(1);
    const [request] = server.sent;
    expect(request).toMatchObject({ method: 'POST', path: '/v2/email/outbound-emails' });
    expect(request?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/ses\/aws4_request/);
    expect(request?.body.Destination.ToAddresses).toEqual(['platform@clinic.org', 'security@clinic.org']);
    expect(request?.body.FromEmailAddress).toContain('<vigia@clinic.org>');
    const mail = await simpleParser(Buffer.from(request?.body.Content.Raw.Data ?? '', 'base64'));
    expect(mail.text).toContain('TenantHighErrorRate');
    expect(mail.html).toContain('TenantHighErrorRate');
    expect(mail.headers.get('x-vigia-digest')).toMatch(/^prod \d{4}-\d\d-\d\d$/);
  });

  test('a role that may not send fails with what Amazon says', async () => {
    const server = await opened(sesStandIn(true));
    const { exitCode, stderr } = await digest(ses(server.url));
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "The digest was not sent: Amazon SES in us-east-1 says: User 'arn:aws:sts::1:assumed-role/x' is not authorized",
    );
  });
});
