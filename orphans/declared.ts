/** The rules that are declared for a stack: what the renderers make of its configuration. */
import type { MaintenanceWindow } from '../alerts/maintenance.ts';
import { prometheusRules } from '../alerts/render/prometheus.ts';
import type { Evaluator } from '../alerts/routing.ts';
import type { Key } from '../infra/config/key.ts';
import { keys } from '../infra/config/keys.ts';
import { environments } from '../infra/environment.ts';
import { ruleGroups } from '../infra/grafana/content.ts';
import { stackFile } from '../preview/stack-file.ts';
import { UsageError } from '../preview/usage-error.ts';
import { grafanaRule } from './grafana.ts';
import { labelSettings, lengthSetting, type Rule, secondsOf } from './rule.ts';

export interface Declared {
  /** Who evaluates the stack's alerts. */
  readonly evaluator: Evaluator;
  readonly rules: readonly Rule[];
}

/**
 * The rules of a stack, by the configuration in `Pulumi.<stack>.yaml`.
 * @param evaluator who evaluates, where it is not what the file and the environment say
 * @throws UsageError where there is no such stack, or no rules are declared for it
 */
export function declaredRules(stack: string, evaluator?: Evaluator, folder?: URL): Declared {
  const { config = {} } = stackFile(stack, folder);
  if (stack !== 'dev' && stack !== 'prod') throw new UsageError(`The stack is "${stack}"; allowed is dev or prod.`);
  if (config['vigia:backend'] === 'datadog') {
    throw new UsageError(`Datadog evaluates the alerts of ${stack} (vigia:backend is datadog): there are no rules to compare.`);
  }
  const evaluates = evaluator ?? setting('vigia:evaluator', keys['vigia:evaluator'], config) ?? environments[stack].evaluator;
  const maintenance = setting('vigia:maintenance', keys['vigia:maintenance'], config) ?? [];
  return { evaluator: evaluates, rules: rulesOf(evaluates, maintenance) };
}

/** They are in annotations alone, which are not compared. */
const LINKS = { runbooks: '', grafanaUrl: '' };

function rulesOf(evaluator: Evaluator, maintenance: readonly MaintenanceWindow[]): readonly Rule[] {
  const { groups } = prometheusRules({ ...LINKS, speed: 1, evaluator, maintenance });
  const ofPrometheus = groups.flatMap((group) =>
    group.rules.map((rule): Rule => {
      const alerts = 'alert' in rule;
      return {
        place: 'prometheus',
        kind: alerts ? 'alert' : 'recording',
        name: alerts ? rule.alert : rule.record,
        group: group.name,
        expr: rule.expr,
        settings: { ...(alerts && lengthSetting('for', secondsOf(rule.for ?? ''))), ...labelSettings(rule.labels) },
      };
    }),
  );
  if (evaluator !== 'grafana') return ofPrometheus;
  const ofGrafana = ruleGroups(LINKS).flatMap((group) =>
    group.rules.map((rule) =>
      grafanaRule({ ...rule, group: group.name, missingEvaluations: rule.missing_series_evals_to_resolve }),
    ),
  );
  return [...ofPrometheus, ...ofGrafana];
}

function setting<T>(name: string, key: Key<T>, config: Readonly<Record<string, string>>): T | undefined {
  const text = config[name];
  if (text === undefined) return undefined;
  const parsed = key.kind.safeParse(text);
  if (!parsed.success) throw new UsageError(`${name}: found "${text}"; allowed is ${key.allowed}.`);
  return parsed.data;
}
