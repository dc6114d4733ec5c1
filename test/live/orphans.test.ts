/** Orphans on a real Prometheus with our rules, one of them gone, one changed, and 198 that nobody declared; Grafana is a stand-in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type GrafanaRule, grafanaRules } from '../../alerts/render/grafana.ts';
import { prometheusRules, type RuleFile } from '../../alerts/render/prometheus.ts';
import { ensureTools } from '../../local/tools/index.ts';
import type { LiveRule, Rule } from '../../orphans/rule.ts';
import { eventually, freePort, type Server, server } from '../support/collector/process.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const LEFT_OVER = 198;
const LINKS = { runbooks: 'https://docs.example', grafanaUrl: 'https://grafana.example' };
const TOKEN = 'glsa_of-a-service-account';
const folder = mkdtempSync(join(tmpdir(), 'vigia-orphans-'));
const file = (name: string) => join(folder, name);

let prometheus: Server;
let grafana: HttpServer;
let url = '';
let grafanaUrl = '';

beforeAll(async () => {
  const tools = await ensureTools(['prometheus']);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  load(ruleFile('prometheus'), 0);
  writeFileSync(
    file('prometheus.yml'),
    stringify({ global: { evaluation_interval: '1s' }, rule_files: ['rules.yml', 'left-over.yml'] }),
  );
  prometheus = server({
    command: [
      ...tools.prometheus.command,
      `--config.file=${file('prometheus.yml')}`,
      `--storage.tsdb.path=${file('data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=promql-extended-range-selectors',
      '--web.enable-lifecycle',
    ],
    logFile: file('prometheus.log'),
    readyUrl: `${url}/-/ready`,
  });
  await prometheus.start();
  grafana = await grafanaStandIn();
  grafanaUrl = `http://127.0.0.1:${(grafana.address() as AddressInfo).port}/ops`;
});
afterAll(async () => {
  grafana?.close();
  await prometheus?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** The rule files of Prometheus: ours, and groups of one alert each that nobody declared. */
function load(rules: RuleFile, leftOver: number): void {
  writeFileSync(file('rules.yml'), stringify(rules));
  const groups = Array.from({ length: leftOver }, (_, i) => ({
    name: `left-over-${i}`,
    // Every second one fires.
    rules: [{ alert: `LeftOver${i}`, expr: `vector(${i % 2}) > 0`, labels: { severity: 'critical' } }],
  }));
  writeFileSync(file('left-over.yml'), stringify({ groups }));
}

async function reload(rules: RuleFile, leftOver = 0): Promise<void> {
  load(rules, leftOver);
  const { status } = await fetch(`${url}/-/reload`, { method: 'POST' });
  expect(status).toBe(200);
}

function ruleFile(evaluator: 'prometheus' | 'grafana'): RuleFile {
  return prometheusRules({ ...LINKS, speed: 1, evaluator });
}

/** Our rules as Grafana's API has them; a test changes them. */
let inGrafana: readonly Provisioned[] = [];
type Provisioned = Omit<GrafanaRule, 'missing_series_evals_to_resolve'> & {
  readonly folderUID: string;
  readonly ruleGroup: string;
};

function ours(): Provisioned[] {
  const args = { ...LINKS, folder: 'Vigía alerts', prometheusUid: 'vigia-prometheus' };
  return grafanaRules(args).flatMap(({ name, rules }) =>
    rules.map(({ missing_series_evals_to_resolve: missingSeriesEvalsToResolve, ...rule }) => ({
      ...rule,
      id: 1,
      orgID: 1,
      folderUID: 'vigia-alerts',
      ruleGroup: name,
      provenance: 'api',
      isPaused: false,
      notification_settings: null,
      record: null,
      missingSeriesEvalsToResolve,
      // Grafana adds what the query editor would have.
      data: rule.data.map((stage) => ({
        ...stage,
        queryType: '',
        model: { ...stage.model, intervalMs: 1_000, maxDataPoints: 43_200 },
      })),
    })),
  );
}

function grafanaStandIn(): Promise<HttpServer> {
  const standIn = createServer(({ url: path, headers }, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (path?.startsWith('/proxy/')) return response.end('<html>Sign in</html>');
    if (headers.authorization !== `Bearer ${TOKEN}`) return answer(401, { message: 'Unauthorized' });
    if (path === '/ops/api/v1/provisioning/alert-rules') return answer(200, inGrafana);
    if (path !== '/ops/api/prometheus/grafana/api/v1/rules') return answer(404, { message: 'Not found' });
    const rules = inGrafana.map(({ uid, title }) => ({
      uid,
      name: title,
      type: 'alerting',
      state: title === 'Manual' ? 'firing' : 'inactive',
    }));
    return answer(200, { status: 'success', data: { groups: [{ name: 'any', file: 'any', rules }] } });
  });
  return new Promise((resolve) => standIn.listen(0, '127.0.0.1', () => resolve(standIn)));
}

interface Report {
  readonly live: number;
  readonly declared: number;
  readonly orphans: readonly LiveRule[];
  readonly misplaced: readonly LiveRule[];
  readonly missing: readonly Rule[];
  readonly changed: readonly { readonly declared: Rule; readonly differences: readonly Readonly<Record<string, string>>[] }[];
}

async function orphans(...args: string[]) {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    ['orphans/main.ts', '--stack', 'prod', '--prometheus', url, ...args],
    { cwd: ROOT, reject: false, env: { GRAFANA_TOKEN: TOKEN } },
  );
  return { exitCode, stdout, stderr };
}

async function report(...args: string[]): Promise<Report & { readonly exitCode: number | undefined }> {
  const { exitCode, stdout } = await orphans('--json', ...args);
  return { exitCode, ...JSON.parse(stdout) };
}

const names = (rules: readonly { readonly name: string }[]) => rules.map(({ name }) => name);

describe('with Prometheus as the evaluator', () => {
  const EVALUATOR = ['--evaluator', 'prometheus'];

  test('our own rules are what is declared, in the notation that Prometheus gives them', async () => {
    await reload(ruleFile('prometheus'));
    const { exitCode, stdout } = await orphans(...EVALUATOR);
    expect(stdout).toContain('What is live is what is declared.');
    expect(exitCode).toBe(0);
  });

  test('198 rules that nobody declared are named, over several pages, with those that fire', async () => {
    await reload(ruleFile('prometheus'), LEFT_OVER);
    await eventually(async () => {
      const { data } = (await (await fetch(`${url}/api/v1/alerts`)).json()) as {
        data: { alerts: readonly { labels: { alertname: string } }[] };
      };
      return data.alerts.filter(({ labels }) => labels.alertname.startsWith('LeftOver')).length === LEFT_OVER / 2;
    }, 'every second rule fires');
    const { exitCode, stdout, stderr } = await orphans(...EVALUATOR);
    expect(stdout).toContain('Orphans, which nobody declared: 198, of which 99 fire right now\n');
    expect(stdout).toContain(`  alert LeftOver0, group left-over-0 of Prometheus, file ${file('left-over.yml')}\n`);
    expect(stdout).toContain(`  alert LeftOver197, group left-over-197 of Prometheus, file ${file('left-over.yml')}: FIRES\n`);
    expect(stdout).not.toMatch(/Missing|Changed|wrong place/);
    // Pages of 100 groups: two and a last one that is not full.
    expect(stderr.trim().split('\n')).toHaveLength(3);
    expect(exitCode).toBe(1);
  });

  test('a rule that is gone is missing, and one with another expression, waiting time, end or label is changed', async () => {
    const rules = ruleFile('prometheus');
    const edited = rules.groups.map((group) => ({
      ...group,
      rules: group.rules.flatMap((rule) => {
        if (!('alert' in rule)) return rule.record === 'tenant:request_rate:rate5m' ? [] : rule;
        if (rule.alert !== 'TenantHighErrorRate') return rule;
        return {
          ...rule,
          expr: rule.expr.replace('> 0.02', '> 0.2'),
          for: '6m',
          keep_firing_for: '1d',
          labels: { ...rule.labels, severity: 'warning' },
        };
      }),
    }));
    await reload({ groups: edited });
    const { exitCode, orphans: found, missing, changed } = await report(...EVALUATOR);
    expect(found).toEqual([]);
    expect(names(missing)).toEqual(['tenant:request_rate:rate5m']);
    expect(changed.map(({ declared, differences }) => [declared.name, differences])).toEqual([
      [
        'TenantHighErrorRate',
        [
          {
            what: 'expr',
            declared: expect.stringContaining('tenant:error_rate:ratio_rate5m > 0.02'),
            live: expect.stringMatching(/tenant:error_rate:ratio_rate5m > 0\.2\b/),
          },
          { what: 'for', declared: '5m', live: '6m' },
          { what: 'keep_firing_for', live: '1d' },
          { what: 'label severity', declared: 'critical', live: 'warning' },
        ],
      ],
    ]);
    expect(exitCode).toBe(1);
  });
});

describe('with Grafana as the evaluator', () => {
  test('our own rules are what is declared, as the API has them', async () => {
    inGrafana = ours();
    await reload(ruleFile('grafana'));
    const { exitCode, stdout } = await orphans('--grafana', grafanaUrl);
    expect(stdout).toContain('rules are live in Prometheus and Grafana');
    expect(stdout).toContain('What is live is what is declared.');
    expect(exitCode).toBe(0);
  });

  test('a rule made by hand, a paused one, a threshold that was moved and a deleted one are found, and who fires', async () => {
    const [first, second, third, ...rest] = ours() as [Provisioned, Provisioned, Provisioned, ...Provisioned[]];
    const manual = { ...first, uid: 'manual', title: 'Manual', folderUID: 'somebody', ruleGroup: 'by hand' };
    const paused = { ...second, isPaused: true, keep_firing_for: '1h' };
    const recorded = { ...first, uid: 'recorded', title: 'Recorded', record: { metric: 'by:hand', from: 'A' } };
    const moved = { ...third, data: JSON.parse(JSON.stringify(third.data).replaceAll(/"params":\[[^\]]*\]/g, '"params":[99]')) };
    inGrafana = [manual, recorded, paused, moved, ...rest];
    await reload(ruleFile('grafana'));
    const { orphans: found, missing, changed } = await report('--grafana', `${grafanaUrl}/`);
    expect(found).toMatchObject([
      { kind: 'alert', name: 'Manual', place: 'grafana', holder: 'somebody', group: 'by hand', firing: true },
      { kind: 'recording', name: 'by:hand', place: 'grafana', firing: false },
    ]);
    expect(names(missing)).toEqual([first.title]);
    expect(changed.map(({ declared, differences }) => [declared.name, differences.map(({ what }) => what)])).toEqual([
      [second.title, ['keep_firing_for', 'paused']],
      [third.title, ['stage C']],
    ]);
  });

  test('alerts that Prometheus evaluates beside it are in the wrong place: they page twice', async () => {
    inGrafana = ours();
    await reload(ruleFile('prometheus'));
    const { misplaced, orphans: found, missing, changed } = await report('--grafana', grafanaUrl);
    expect(names(misplaced).sort()).toEqual(inGrafana.map(({ title }) => title).sort());
    expect([...found, ...missing, ...changed]).toEqual([]);
  });
});

describe('where it cannot be compared', () => {
  test.each([
    ['Grafana is the evaluator and was not named', [], 'Grafana evaluates the alerts of prod: give its address with --grafana.'],
    ['the evaluator is nobody', ['--evaluator', 'nagios'], "option '--evaluator <name>' argument 'nagios' is invalid."],
  ])('%s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await orphans(...args);
    expect(stderr).toContain(message);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  test('nothing listens', async () => {
    const { exitCode, stderr } = await orphans('--grafana', `http://127.0.0.1:${await freePort()}`);
    expect(stderr).toMatch(/^Grafana was asked for \S+ and could not be reached: connect ECONNREFUSED/m);
    expect(exitCode).toBe(2);
  });

  test.each([
    ['the server is another', () => url, 'alert-rules and answered 404: 404 page not found'],
    [
      'a proxy answers with a page',
      () => `${new URL(grafanaUrl).origin}/proxy`,
      'alert-rules and answered 200, but not as Grafana does: <html>Sign in</html>',
    ],
  ])('%s', async (_, address, message) => {
    const { exitCode, stderr } = await orphans('--grafana', address());
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  test('the token is not right, and the refusal does not repeat it', async () => {
    const args = ['orphans/main.ts', '--stack', 'prod', '--prometheus', url, '--grafana', grafanaUrl];
    const { exitCode, stderr } = await execa(process.execPath, args, {
      cwd: ROOT,
      reject: false,
      env: { GRAFANA_TOKEN: 'glsa_wrong' },
    });
    expect(stderr).toContain('answered 401: it wants a token of a service account, in the environment variable GRAFANA_TOKEN');
    expect(stderr).not.toContain('glsa_');
    expect(exitCode).toBe(2);
  });
});
