/** Rule tests on the real promtool: synthetic series in, alerts at a moment out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { type AlertName, catalogue } from '../../alerts/catalogue.ts';
import { prometheusRules } from '../../alerts/render/prometheus.ts';
import { WATCHDOG, watchdog } from '../../alerts/watchdog.ts';
import { ensureTools } from '../../local/tools/index.ts';

export interface RuleTest {
  readonly alert: AlertName | typeof WATCHDOG;
  /** Series in promtool's notation, one sample every 15 seconds. */
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  /** Labels of each alert that fires then, without severity and team, which are the catalogue's. */
  readonly firing: readonly Readonly<Record<string, string>>[];
}

export const RUNBOOKS = 'https://docs.example/runbooks';

/** Runs one rule test. Empty for a test that holds, else what promtool says. */
export async function failureOf({ alert, series, at, firing }: RuleTest): Promise<string> {
  const { promtool } = await ensureTools(['promtool']);
  const folder = mkdtempSync(join(tmpdir(), 'vigia-rules-'));
  try {
    const rules = prometheusRules({ speed: 1, runbooks: RUNBOOKS, evaluator: 'prometheus' });
    writeFileSync(join(folder, 'rules.yml'), stringify(rules));
    const { severity, team } = alert === WATCHDOG ? watchdog : catalogue[alert];
    // The alert's own series rather than promtool's alert test: that one would compare every text as well.
    const alerts = firing.map((labels) => ({
      labels: `ALERTS${JSON.stringify({ alertname: alert, alertstate: 'firing', severity, team, ...labels }).replaceAll(/"(\w+)":/g, '$1=')}`,
      value: 1,
    }));
    const test = {
      rule_files: ['rules.yml'],
      evaluation_interval: '15s',
      // Without it promtool takes the groups in any order, and an alert may see what is recorded one interval late.
      group_eval_order: rules.groups.map(({ name }) => name),
      tests: [
        {
          interval: '15s',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [{ expr: `ALERTS{alertname="${alert}", alertstate="firing"}`, eval_time: at, exp_samples: alerts }],
        },
      ],
    };
    writeFileSync(join(folder, 'test.yml'), stringify(test));
    const [program = '', ...args] = [...promtool.command, 'test', 'rules', 'test.yml'];
    const result = await execa(program, args, { cwd: folder, reject: false });
    return result.exitCode === 0 ? '' : `${result.stdout}\n${result.stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
