import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { catalogue } from '../../../alerts/catalogue.ts';
import type { MixinArgs } from '../../../mixin/args.ts';
import { mixin } from '../../../mixin/files.ts';
import { faultsOf, grafanaModel } from '../../support/grafana-model.ts';

const USUAL: MixinArgs = { evaluator: 'prometheus', prometheusUid: 'vigia-prometheus' };
const CHOSEN = ['ds_prometheus', 'ds_tempo', 'ds_logs', 'ds_audit'].map((name) => `$${`{${name}}`}`);
const DASHBOARDS = ['tenant-overview', 'operations', 'security', 'slos', 'platform'].map((name) => `dashboards/vigia-${name}.json`);

const usual = mixin(USUAL);
const byGrafana = mixin({ ...USUAL, evaluator: 'grafana' });

function fileOf(args: Partial<MixinArgs>, path: string): string {
  const found = (Object.keys(args).length === 0 ? usual : mixin({ ...USUAL, ...args })).files.find((file) => file.path === path);
  return found?.content ?? `There is no ${path}.`;
}

interface Rule {
  readonly alert?: string;
  readonly title?: string;
  readonly record?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const rulesOf = (text: string): Rule[] => parse(text).groups.flatMap(({ rules }: { rules: Rule[] }) => rules);

describe('what a stack of somebody else takes', () => {
  it('is two rule files for Prometheus, the dashboards, and how to import them', () => {
    expect(usual.files.map(({ path }) => path)).toEqual([
      'README.md',
      'prometheus/recording.yaml',
      'prometheus/alerts.yaml',
      ...DASHBOARDS,
    ]);
  });

  it('is the alerts for Grafana instead, where that evaluates', () => {
    expect(byGrafana.files.map(({ path }) => path)).toEqual([
      'README.md',
      'prometheus/recording.yaml',
      'grafana/alerts.yaml',
      ...DASHBOARDS,
    ]);
  });

  it('counts what is in the files', () => {
    const { counts } = usual;
    expect(counts).toEqual({
      recordingRules: rulesOf(fileOf({}, 'prometheus/recording.yaml')).length,
      alerts: Object.keys(catalogue).length + 1,
      dashboards: 5,
    });
    expect(byGrafana.counts).toEqual(counts);
  });
});

describe('its rules', () => {
  it('are recorded in one file, and alert in the other', () => {
    expect(rulesOf(fileOf({}, 'prometheus/recording.yaml')).every(({ record }) => record !== undefined)).toBe(true);
    const alerts = rulesOf(fileOf({}, 'prometheus/alerts.yaml')).map(({ alert }) => alert);
    expect(alerts.toSorted()).toEqual([...Object.keys(catalogue), 'Watchdog'].sort());
  });

  it('link to runbooks and dashboards that somebody has named', () => {
    const named = { runbooks: 'https://docs.example/runbooks', grafana: 'https://grafana.example' };
    const [rule] = rulesOf(fileOf(named, 'prometheus/alerts.yaml'));
    expect(rule?.annotations).toMatchObject({
      runbook_url: 'https://docs.example/runbooks/TenantHighErrorRate.md',
      dashboard_url: 'https://grafana.example/d/vigia-tenant-overview?var-tenant={{ $labels.tenant }}',
    });
    expect(fileOf(named, 'dashboards/vigia-platform.json')).toContain('"https://docs.example/runbooks/$' + '{__value.raw}.md"');
  });

  it.each([
    ['prometheus', 'prometheus/alerts.yaml'],
    ['grafana', 'grafana/alerts.yaml'],
  ] as const)('link to nothing where nobody has (%s)', (evaluator, path) => {
    const names = rulesOf(fileOf({ evaluator }, path)).map(({ annotations = {} }) => Object.keys(annotations).sort());
    expect(new Set(names.map(String))).toEqual(new Set(['description,summary']));
    const one = rulesOf(fileOf({ evaluator, runbooks: 'https://docs.example' }, path));
    expect(Object.keys(one[0]?.annotations ?? {}).sort()).toEqual(['description', 'runbook_url', 'summary']);
  });

  it('ask the data source that Grafana has, in the form of its provisioning', () => {
    const text = fileOf({ evaluator: 'grafana', prometheusUid: 'metrics' }, 'grafana/alerts.yaml');
    expect(parse(text)).toMatchObject({ apiVersion: 1, groups: [{ orgId: 1, interval: expect.stringMatching(/^\d+s$/) }, {}, {}] });
    expect(text).toContain('datasourceUid: metrics');
    expect(text).not.toContain('vigia-prometheus');
  });
});

describe('its dashboards', () => {
  it('name no data source of ours: whoever looks chooses', () => {
    for (const path of DASHBOARDS) {
      const json = fileOf({}, path);
      expect(json).not.toMatch(/vigia-(prometheus|tempo|logs|audit)/);
      expect(faultsOf(grafanaModel(json), CHOSEN)).toEqual([]);
    }
  });

  it('list alerts where they are evaluated', () => {
    expect(fileOf({}, 'dashboards/vigia-security.json')).not.toContain('"alertlist"');
    expect(fileOf({ evaluator: 'grafana' }, 'dashboards/vigia-security.json')).toContain('"alertlist"');
  });
});

describe('its README', () => {
  it('says what to do with each file, and what alerts lack', () => {
    const text = fileOf({}, 'README.md');
    for (const path of ['prometheus/recording.yaml', 'prometheus/alerts.yaml', ...DASHBOARDS])
      expect(text).toContain(`\`${path}\``);
    expect(text).toContain('  - rules/alerts.yaml');
    expect(text).toContain('They have no link to a runbook: `--runbooks` gives them one.');
    expect(text).not.toContain('provisioning. Its rules query');
  });

  it('says where Grafana reads its rules', () => {
    const text = fileOf({ evaluator: 'grafana', prometheusUid: 'metrics', grafana: 'https://grafana.example' }, 'README.md');
    expect(text).toContain('Its rules query the data source with the uid `metrics`.');
    expect(text).not.toContain('rules/alerts.yaml');
    expect(text).toContain('Their links to a dashboard begin with https://grafana.example.');
  });
});
