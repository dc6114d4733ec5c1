/** This platform's rules, as the benchmark sets them beside others'. */
import { prometheusRules } from '../../alerts/render/prometheus.ts';
import { slos } from '../../telemetry/contract/index.ts';
import { countRules, keep, type Rule, type RuleGroups } from './rule-file.ts';

export const SLO = 'api-availability';

/** Everything that production evaluates: recordings and alerts. */
export function allRules(): RuleGroups {
  const links = { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' };
  return prometheusRules({ speed: 1, ...links, evaluator: 'prometheus' });
}

/** What serves one objective: its own rules, and those that serve all of them. */
export function objectiveRules(): RuleGroups {
  const others = Object.keys(slos).filter((slo) => slo !== SLO);
  return keep(
    allRules(),
    (rule) => isOfObjectives(rule) && !others.some((slo) => JSON.stringify([rule.expr, rule.labels]).includes(slo)),
  );
}

/** Rules of all objectives, shared by how many there are. */
export function rulesPerObjective(): number {
  return countRules(keep(allRules(), isOfObjectives)) / Object.keys(slos).length;
}

function isOfObjectives({ record = '', labels }: Rule): boolean {
  return /^(slo:|fleet:slo)/.test(record) || labels?.slo_tier !== undefined;
}
