/**
 * Reads the live rules of a Grafana: `GET /api/v1/provisioning/alert-rules` has them as they were declared, however they came in,
 * and `GET /api/prometheus/grafana/api/v1/rules` says which fire.
 */
import { z } from 'zod';
import { type Api, apiUrl, ask } from './http.ts';
import { type LiveRule, labelSettings, lengthSetting, type Rule, secondsOf } from './rule.ts';

export function grafanaApi(address: string, token: string | undefined): Api {
  const access = 'it wants a token of a service account, in the environment variable GRAFANA_TOKEN, that may read all alert rules.';
  return { name: 'Grafana', url: apiUrl('--grafana', address), token, access };
}

const stage = z.object({
  refId: z.string(),
  datasourceUid: z.string(),
  relativeTimeRange: z.object({ from: z.number().optional(), to: z.number().optional() }).optional(),
  model: z.record(z.string(), z.unknown()),
});

const provisioned = z.object({
  uid: z.string(),
  title: z.string(),
  folderUID: z.string(),
  ruleGroup: z.string(),
  condition: z.string().optional(),
  data: z.array(stage),
  noDataState: z.string().optional(),
  execErrState: z.string().optional(),
  for: z.string().optional(),
  keep_firing_for: z.string().optional(),
  labels: z.record(z.string(), z.string()).nullish(),
  isPaused: z.boolean().optional(),
  missingSeriesEvalsToResolve: z.number().nullish(),
  notification_settings: z.object({ receiver: z.string().optional() }).nullish(),
  record: z.object({ metric: z.string() }).nullish(),
});

const states = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ uid: z.string(), state: z.string().optional() })) })),
  }),
});

/** Every rule of the organisation whose token it is, in whatever folder. */
export async function grafanaRulesOf(api: Api): Promise<readonly LiveRule[]> {
  const rules = await ask(api, { path: 'api/v1/provisioning/alert-rules', schema: z.array(provisioned) });
  const { data } = await ask(api, { path: 'api/prometheus/grafana/api/v1/rules', schema: states });
  const firing = new Set(
    data.groups.flatMap((group) => group.rules.filter(({ state }) => state === 'firing').map(({ uid }) => uid)),
  );
  return rules.map((rule) => ({
    ...grafanaRule({
      ...rule,
      group: rule.ruleGroup,
      keepFiringFor: rule.keep_firing_for,
      missingEvaluations: rule.missingSeriesEvalsToResolve,
      receiver: rule.notification_settings?.receiver,
      records: rule.record?.metric,
    }),
    holder: rule.folderUID,
    firing: firing.has(rule.uid),
  }));
}

/** As much of a rule of Grafana as is compared, whether the API or our renderer has it. */
export interface GrafanaRuleParts {
  readonly title: string;
  readonly group: string;
  readonly condition?: string | undefined;
  readonly data: readonly Stage[];
  readonly for?: string | undefined;
  readonly keepFiringFor?: string | undefined;
  readonly noDataState?: string | undefined;
  readonly execErrState?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | null | undefined;
  readonly isPaused?: boolean | undefined;
  readonly missingEvaluations?: number | null | undefined;
  /** A contact point that the rule goes to past all routes. */
  readonly receiver?: string | undefined;
  /** The series that it records, where it is no alert. */
  readonly records?: string | undefined;
}

interface Stage {
  readonly refId: string;
  readonly datasourceUid: string;
  readonly relativeTimeRange?: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined;
  readonly model: Readonly<Record<string, unknown>>;
}

export function grafanaRule(rule: GrafanaRuleParts): Rule {
  const text = (name: string, value: unknown) => (value === undefined || value === null ? {} : { [name]: String(value) });
  return {
    place: 'grafana',
    kind: rule.records === undefined ? 'alert' : 'recording',
    name: rule.records ?? rule.title,
    group: rule.group,
    expr: rule.data.flatMap(({ model }) => (typeof model.expr === 'string' ? model.expr : [])).join('\n'),
    settings: {
      ...lengthSetting('for', secondsOf(rule.for ?? '')),
      ...lengthSetting('keep_firing_for', secondsOf(rule.keepFiringFor ?? '')),
      ...text('condition', rule.condition),
      ...Object.fromEntries(rule.data.map((one) => [`stage ${one.refId}`, stageText(one)])),
      ...text('without data', rule.noDataState),
      ...text('on an error', rule.execErrState),
      ...text('evaluations without a series', rule.missingEvaluations),
      ...(rule.isPaused && { paused: 'yes' }),
      ...text('contact point', rule.receiver),
      ...labelSettings(rule.labels ?? {}),
    },
  };
}

/**
 * What decides the result of a stage, on one line, without its expression in PromQL. Grafana adds members of its own to a model
 * that change nothing, such as `intervalMs`, so only those are looked at that do.
 */
function stageText({ datasourceUid, relativeTimeRange, model }: Stage): string {
  const { type, expression, reducer, settings, conditions } = model;
  const evaluators = Array.isArray(conditions) ? conditions.map((condition) => condition?.evaluator) : undefined;
  const { from = 0, to = 0 } = relativeTimeRange ?? {};
  const parts = datasourceUid === '__expr__' ? { type, expression, reducer, settings, evaluators } : { from, to };
  return `${datasourceUid} ${JSON.stringify(parts)}`;
}
