/** Rule tests on the real promtool: synthetic series in, alerts at a moment out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import type { AlertName } from '../../alerts/catalogue.ts';
import { type AlertingRule, prometheusRules, type RuleFile, type RuleGroup } from '../../alerts/render/prometheus.ts';
import type { WATCHDOG } from '../../alerts/watchdog.ts';
import { ensureTools } from '../../local/tools/index.ts';

export interface RuleTest {
  readonly alert: AlertName | typeof WATCHDOG;
  /** Series in promtool's notation, one sample every 15 seconds, or as `every` says. */
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  /** Labels of each alert that fires then, without severity, team and symptom, which are the catalogue's. */
  readonly firing: readonly Readonly<Record<string, string>>[];
  /** What each of them says, in the same order. Left out: not looked at. */
  readonly says?: readonly Said[];
  /** How often rules are evaluated and samples come. Default 15s; more for what takes days, and is recorded that seldom anyway. */
  readonly every?: string;
  /** When the series begin, where the time of day or the age of something matters: ISO 8601. Default 1970. */
  readonly from?: string;
}

/** An alert's texts, filled in. */
export interface Said {
  readonly summary: string;
  readonly description: string;
  readonly dashboard_url: string;
}

export const LINKS = { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' };

const all = prometheusRules({ speed: 1, ...LINKS, evaluator: 'prometheus' });

/** Groups whose series alerts read as soon as they are written; what they read themselves may come at any interval. */
const SAME_BEAT = ['vigia-recording', 'vigia-burn'];

/**
 * What promtool needs to judge an alert: its rule, and what that reads of what is recorded at the beat of the metrics. Other recorded series
 * have groups of another interval, which promtool does not know of: a test gives them as input, and their rules have tests of their own.
 */
export function rulesFor(alert: RuleTest['alert']): RuleFile {
  const { expr } = ruleOf(alert);
  return {
    groups: all.groups.flatMap((group) => {
      const rules = SAME_BEAT.includes(group.name)
        ? readBy(expr, group.rules)
        : group.rules.filter((rule) => 'alert' in rule && rule.alert === alert);
      return rules.length > 0 ? [{ ...group, rules }] : [];
    }),
  };
}

/** Rules whose series an expression reads, or a rule after them that it does: seven days of samples take long enough without the others. */
function readBy(expr: string, rules: RuleGroup['rules']): RuleGroup['rules'] {
  const read: RuleGroup['rules'][number][] = [];
  for (const rule of rules.toReversed()) {
    const texts = [expr, ...read.map((one) => one.expr)];
    if ('record' in rule && texts.some((text) => text.includes(rule.record))) read.unshift(rule);
  }
  return read;
}

/** Runs one rule test. Empty for a test that holds, else what promtool says. */
export function failureOf(test: RuleTest): Promise<string> {
  return failuresOf([test], rulesFor(test.alert));
}

/** Runs tests of one alert on its rules, or on others of the same names. Empty where all hold, else what promtool says. */
export async function failuresOf(tests: readonly RuleTest[], rules: RuleFile): Promise<string> {
  const failures: string[] = [];
  for (const [every, those] of Map.groupBy(tests, (test) => beat(test, rules))) {
    failures.push(await failuresAt(every, those, rules));
  }
  return failures.join('');
}

/**
 * How often the rules are evaluated. Where none remembers anything, as a waiting time or a recorded series would, a test of many hours
 * looks at its one moment alone: the others would take long and change nothing.
 */
function beat({ at, every = '15s' }: RuleTest, { groups }: RuleFile): string {
  const remembers = groups.flatMap((group) => group.rules).some((rule) => 'record' in rule || rule.for !== undefined);
  return remembers || !/\d+[dh]/.test(at) ? every : at;
}

async function failuresAt(every: string, tests: readonly RuleTest[], rules: RuleFile): Promise<string> {
  return promtoolTest(rules, {
    evaluation_interval: every,
    tests: tests.map((test) => testGroup(test)),
  });
}

/**
 * Runs a test file of promtool on rules. Empty where it holds, else what promtool says.
 * @param file without the names of the rule files and the order of the groups, which are the rules' own
 */
export async function promtoolTest(rules: RuleFile, file: object): Promise<string> {
  const { promtool } = await ensureTools(['promtool']);
  const folder = mkdtempSync(join(tmpdir(), 'vigia-rules-'));
  try {
    writeFileSync(join(folder, 'rules.yml'), stringify(rules));
    // Without the order promtool takes the groups in any, and an alert may see what is recorded one interval late.
    const order = { rule_files: ['rules.yml'], group_eval_order: rules.groups.map(({ name }) => name) };
    writeFileSync(join(folder, 'test.yml'), stringify({ ...order, ...file }));
    const [program = '', ...args] = [...promtool.command, 'test', 'rules', 'test.yml'];
    const result = await execa(program, args, { cwd: folder, reject: false });
    return result.exitCode === 0 ? '' : `${result.stdout}\n${result.stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function testGroup({ alert, series, at, firing, says, from, every = '15s' }: RuleTest): object {
  const definition = ruleOf(alert);
  // The alert's own series rather than promtool's alert test where no text is looked at: that one compares every text as well.
  const samples = firing.map((labels) => ({
    labels: `ALERTS${JSON.stringify({ alertname: alert, alertstate: 'firing', ...definition.labels, ...labels }).replaceAll(/"(\w+)":/g, '$1=')}`,
    value: 1,
  }));
  return {
    interval: every,
    ...(from && { start_timestamp: from }),
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [{ expr: `ALERTS{alertname="${alert}", alertstate="firing"}`, eval_time: at, exp_samples: samples }],
    ...(says && {
      alert_rule_test: [
        {
          eval_time: at,
          alertname: alert,
          exp_alerts: firing.map((labels, i) => ({
            exp_labels: { ...definition.labels, ...labels },
            exp_annotations: { ...says[i], runbook_url: `${LINKS.runbooks}/${alert}.md` },
          })),
        },
      ],
    }),
  };
}

function ruleOf(alert: RuleTest['alert']): AlertingRule {
  const rule = all.groups.flatMap(({ rules }) => rules).find((one) => 'alert' in one && one.alert === alert);
  if (!rule || !('alert' in rule)) throw new RangeError(`There is no alert ${alert}.`);
  return rule;
}
