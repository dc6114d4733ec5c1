/**
 * What others generate for the same objective, `api-availability` at 99.5 % over 30 days, by their documented output: Sloth a set of
 * rules for each tenant, Pyrra one set grouped by tenant. Only the forms are theirs.
 */
import type { Rule, RuleGroups } from './rule-file.ts';

const REQUESTS = 'http_server_request_duration_seconds_count';
const ALLOWED = 0.005;

const SLOTH_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

/** Three groups and 17 rules for each tenant: eight windows, seven facts about the objective, two alerts. */
export function slothForm(tenants: readonly string[]): RuleGroups {
  return { groups: tenants.flatMap(slothGroups) };
}

function slothGroups(tenant: string): RuleGroups['groups'] {
  const id = `clinic-api-${tenant}`;
  const labels = { sloth_id: id, sloth_service: 'clinic', sloth_slo: `api-${tenant}` };
  const of = `{sloth_id="${id}", sloth_service="clinic", sloth_slo="api-${tenant}"}`;
  const ratio = (window: string) => `slo:sli_error:ratio_rate${window}`;
  const recording = (record: string, expr: string): Rule => ({ record, expr, labels });
  const inWindow = (window: string): Rule => ({
    record: ratio(window),
    expr: `sum(rate(${REQUESTS}{tenant="${tenant}", status="5xx"}[${window}])) / sum(rate(${REQUESTS}{tenant="${tenant}"}[${window}]))`,
    labels: { ...labels, sloth_window: window },
  });
  const overPeriod: Rule = {
    record: ratio('30d'),
    expr: `sum_over_time(${ratio('5m')}${of}[30d]) / ignoring (sloth_window) count_over_time(${ratio('5m')}${of}[30d])`,
    labels: { ...labels, sloth_window: '30d' },
  };
  const perBudget = (window: string) =>
    `${ratio(window)}${of} / on (sloth_id, sloth_slo, sloth_service) group_left () slo:error_budget:ratio${of}`;
  const past = (long: string, short: string, factor: number) =>
    [short, long].map((window) => `max(${ratio(window)}${of} > (${factor} * ${ALLOWED})) without (sloth_window)`).join(' and ');
  const alert = (severity: string, expr: string): Rule => ({ alert: 'ApiAvailability', expr, labels: { severity } });
  return [
    { name: `sloth-slo-sli-recordings-${id}`, interval: '1m', rules: [...SLOTH_WINDOWS.map(inWindow), overPeriod] },
    {
      name: `sloth-slo-meta-recordings-${id}`,
      interval: '1m',
      rules: [
        recording('slo:objective:ratio', `vector(${1 - ALLOWED})`),
        recording('slo:error_budget:ratio', `vector(1 - ${1 - ALLOWED})`),
        recording('slo:time_period:days', 'vector(30)'),
        recording('slo:current_burn_rate:ratio', perBudget('5m')),
        recording('slo:period_burn_rate:ratio', perBudget('30d')),
        recording('slo:period_error_budget_remaining:ratio', `1 - slo:period_burn_rate:ratio${of}`),
        recording('sloth_slo_info', 'vector(1)'),
      ],
    },
    {
      name: `sloth-slo-alerts-${id}`,
      interval: '1m',
      rules: [
        alert('page', `(${past('1h', '5m', 14.4)}) or (${past('6h', '30m', 6)})`),
        alert('ticket', `(${past('1d', '2h', 3)}) or (${past('3d', '6h', 1)})`),
      ],
    },
  ];
}

/** Its windows for 30 days: those of 28 days, each that much longer, to the minute. */
const PYRRA_PAIRS = [
  { short: '5m', long: '1h4m', factor: 14 },
  { short: '32m', long: '6h26m', factor: 7 },
  { short: '2h9m', long: '1d1h43m', factor: 2 },
  { short: '6h26m', long: '4d6h51m', factor: 1 },
] as const;

/** Two groups and 13 rules, grouped by tenant: the raw increase of 30 days, an alert on its absence, seven burn rates, four alerts. */
export function pyrraForm(): RuleGroups {
  const slo = 'api-availability';
  const burn = (window: string) => `http_server_request_duration_seconds:burnrate${window}`;
  const windows = [...new Set(PYRRA_PAIRS.flatMap(({ short, long }) => [short, long]))];
  const sumOf = (matchers: string, window: string) => `sum by (env, tenant) (rate(${REQUESTS}${matchers}[${window}]))`;
  const labels = { slo };
  return {
    groups: [
      {
        name: `${slo}-increase`,
        interval: '150s',
        rules: [
          {
            record: 'http_server_request_duration_seconds:increase30d',
            expr: `sum by (env, tenant, status) (increase(${REQUESTS}[30d]))`,
            labels,
          },
          { alert: 'SLOMetricAbsent', expr: `absent(${REQUESTS}) == 1`, labels },
        ],
      },
      {
        name: slo,
        interval: '30s',
        rules: [
          ...windows.map((window) => ({
            record: burn(window),
            expr: `${sumOf('{status="5xx"}', window)} / ${sumOf('', window)}`,
            labels,
          })),
          ...PYRRA_PAIRS.map(({ short, long, factor }) => ({
            alert: 'ErrorBudgetBurn',
            expr: `${burn(short)}{slo="${slo}"} > (${factor} * (1 - 0.995)) and ${burn(long)}{slo="${slo}"} > (${factor} * (1 - 0.995))`,
            labels: { slo, long },
          })),
        ],
      },
    ],
  };
}
