import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { declaredRules } from '../../../orphans/declared.ts';
import { grafanaRule } from '../../../orphans/grafana.ts';
import { apiUrl } from '../../../orphans/http.ts';
import { lengthSetting, secondsOf } from '../../../orphans/rule.ts';

const QUERY = {
  refId: 'A',
  datasourceUid: 'vigia-prometheus',
  relativeTimeRange: { from: 600, to: 0 },
  model: { expr: 'up == 0' },
};
const THRESHOLD = {
  refId: 'C',
  datasourceUid: '__expr__',
  model: { type: 'threshold', expression: 'A', conditions: [{ evaluator: { type: 'gt', params: [0] } }] },
};
const RULE = { title: 'A', group: 'g', data: [QUERY, THRESHOLD], for: '5m' };

function withStackFile<T>(line: string, use: (folder: URL) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'vigia-orphans-'));
  try {
    writeFileSync(join(folder, 'Pulumi.dev.yaml'), `config:\n  ${line}\n`);
    return use(pathToFileURL(`${folder}/`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a length of time', () => {
  it.each([
    ['5m', 300],
    ['5m0s', 300],
    ['1h30m', 5_400],
    ['1d', 86_400],
    ['500ms', 0.5],
    ['0s', 0],
    ['', 0],
  ])('written as %j is %d seconds', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });

  it('has one notation, and none where it is zero', () => {
    expect(lengthSetting('for', 5_400)).toEqual({ for: '1h30m' });
    expect(lengthSetting('for', 0)).toEqual({});
  });
});

describe('a rule of Grafana', () => {
  it('is compared by its query, its stages, its states and its labels', () => {
    const all = { ...RULE, condition: 'C', noDataState: 'OK', execErrState: 'Error', missingEvaluations: 1, labels: { team: 'x' } };
    expect(grafanaRule({ ...all, isPaused: true, receiver: 'mail', keepFiringFor: '1h' })).toEqual({
      place: 'grafana',
      kind: 'alert',
      name: 'A',
      group: 'g',
      expr: 'up == 0',
      settings: {
        for: '5m',
        keep_firing_for: '1h',
        condition: 'C',
        'stage A': 'vigia-prometheus {"from":600,"to":0}',
        'stage C': '__expr__ {"type":"threshold","expression":"A","evaluators":[{"type":"gt","params":[0]}]}',
        'without data': 'OK',
        'on an error': 'Error',
        'evaluations without a series': '1',
        paused: 'yes',
        'contact point': 'mail',
        'label team': 'x',
      },
    });
  });

  it('is the same with what Grafana adds to a model and with what is off', () => {
    const added = { ...QUERY, model: { ...QUERY.model, intervalMs: 1_000, maxDataPoints: 43_200 } };
    expect(grafanaRule({ ...RULE, data: [added, THRESHOLD], isPaused: false, labels: null })).toEqual(grafanaRule(RULE));
  });

  it('is a recorded series by the name of the series', () => {
    expect(grafanaRule({ ...RULE, records: 'a:b' })).toMatchObject({ kind: 'recording', name: 'a:b' });
  });
});

describe('the declared rules', () => {
  it('are all of Prometheus where it is the evaluator', () => {
    const { evaluator, rules } = declaredRules('prod', 'prometheus');
    expect(evaluator).toBe('prometheus');
    expect(new Set(rules.map(({ place }) => place))).toEqual(new Set(['prometheus']));
    expect(rules.find(({ name }) => name === 'TenantHighErrorRate')).toMatchObject({
      kind: 'alert',
      expr: expect.stringContaining('tenant:error_rate:ratio_rate5m > 0.02'),
      settings: { for: '5m', 'label severity': 'critical', 'label team': 'platform' },
    });
    expect(rules.find(({ name }) => name === 'tenant:request_rate:rate5m')).toMatchObject({ kind: 'recording', settings: {} });
  });

  it('are recorded by Prometheus and alerted by Grafana where that is the evaluator, as the environment says by default', () => {
    const { evaluator, rules } = declaredRules('dev');
    expect(evaluator).toBe('grafana');
    const placeOf = (name: string) => rules.filter((rule) => rule.name === name).map(({ place }) => place);
    expect(placeOf('TenantHighErrorRate')).toEqual(['grafana']);
    expect(placeOf('Watchdog')).toEqual(['grafana']);
    expect(placeOf('tenant:request_rate:rate5m')).toEqual(['prometheus']);
  });

  it.each([
    ['vigia:evaluator: prometheus', 'prometheus'],
    ['evaluator: grafana', 'grafana'],
    ['vigia:owner: nobody', 'grafana'],
  ])('follow %s in the stack file', (line, evaluator) => {
    expect(withStackFile(line, (folder) => declaredRules('dev', undefined, folder).evaluator)).toBe(evaluator);
  });

  it.each([
    ['vigia:evaluator: nagios', 'vigia:evaluator: found "nagios"; allowed is grafana or prometheus.'],
    ['vigia:backend: datadog', 'Datadog evaluates the alerts of dev (vigia:backend is datadog): there are no rules to compare.'],
  ])('are none with %s', (line, message) => {
    expect(() => withStackFile(line, (folder) => declaredRules('dev', undefined, folder))).toThrow(message);
  });

  it('are none where there is no such stack', () => {
    expect(() => declaredRules('staging')).toThrow(
      'There is no stack "staging": found no Pulumi.staging.yaml. There are: dev, prod.',
    );
  });
});

describe('an address', () => {
  it('may have a path of its own', () => {
    expect(apiUrl('--grafana', 'https://ops.clinic.org/grafana').href).toBe('https://ops.clinic.org/grafana');
  });

  it.each(['localhost:9090', 'prometheus', 'file:///etc/passwd'])('is not %s', (address) => {
    expect(() => apiUrl('--prometheus', address)).toThrow(
      `--prometheus: found "${address}"; allowed is an http or https address, such as http://127.0.0.1:9090.`,
    );
  });

  it('holds no password, and the refusal does not repeat it', () => {
    expect(() => apiUrl('--prometheus', 'https://admin:hunter2@prometheus.clinic.org')).toThrow(
      /^--prometheus has a user or a password in the address, where others can read it. Take it out.$/,
    );
  });
});
