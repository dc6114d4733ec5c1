/** Series that recording rules write. Their expressions are in `alerts/`; their names and labels are part of the contract. */
import type { LabelName } from './labels.ts';
import type { MetricName } from './metrics.ts';

export interface RecordedDefinition {
  readonly description: string;
  readonly unit:
    | 's'
    | 'd'
    | '1'
    | '{request}/s'
    | '{reservation}'
    | '{event}'
    | '{log-in}'
    | '{action}'
    | '{record}'
    | '{invoice}'
    | '{currency}'
    | '{step}'
    | '{attempt}'
    | '{cpu}'
    | '{operation}'
    | '{job}'
    | '{client}'
    | '{package}';
  readonly labels: readonly LabelName[];
  /** The metric whose values its labels have, where a metric has fewer than the label. */
  readonly of?: MetricName;
}

const TENANT = ['env', 'tenant'] as const;
const ROUTE = ['env', 'route'] as const;
const OBJECTIVE = ['env', 'tenant', 'slo'] as const;

/** Good and all events of an objective in a window. */
const events = (window: string) => ({
  good: { description: `Good events of a tenant in ${window}.`, unit: '{event}', labels: OBJECTIVE } as const,
  total: { description: `All events of a tenant in ${window}.`, unit: '{event}', labels: OBJECTIVE } as const,
  errors: { description: `Share of a tenant's events in ${window} that were bad.`, unit: '1', labels: OBJECTIVE } as const,
});

const minutes5 = events('five minutes');
const minutes30 = events('half an hour');
const hour = events('an hour');
const hours2 = events('two hours');
const hours6 = events('six hours');
const tile = events('a whole hour, which touches the one before: written once an hour');
const day = events('a day');
const days3 = events('three days');
const period = events("the objective's whole period, or as much of it as there is");

export const recorded = {
  'tenant:request_rate:rate5m': {
    description: 'Requests per second of a tenant, over five minutes.',
    unit: '{request}/s',
    labels: TENANT,
  },
  'tenant:error_rate:ratio_rate5m': {
    description: "Share of a tenant's requests answered with a 5xx status, over five minutes.",
    unit: '1',
    labels: TENANT,
  },
  'tenant:latency_p95:rate5m': {
    description: "95th percentile of a tenant's request duration, over five minutes. Absent where there was no request.",
    unit: 's',
    labels: TENANT,
  },
  'tenant:reservations_per_day:increase1d': {
    description: 'Reservations that a tenant created in a day.',
    unit: '{reservation}',
    labels: TENANT,
  },
  'tenant:reservations:increase5m_tile': {
    description: 'Reservations that a tenant created, changed or cancelled in five minutes, which touch those before.',
    unit: '{reservation}',
    labels: [...TENANT, 'action'],
    of: 'reservations_total',
  },
  'tenant:funnel_steps:increase5m_tile': {
    description: "Steps of a tenant's booking funnel that were reached in five minutes, which touch those before.",
    unit: '{step}',
    labels: [...TENANT, 'step'],
  },
  'tenant:funnel_steps:increase1d': {
    description: "Steps of a tenant's booking funnel that were reached in a day.",
    unit: '{step}',
    labels: [...TENANT, 'step'],
  },
  'tenant:active_clients:max': { description: "A tenant's active clients.", unit: '{client}', labels: TENANT },
  'tenant:active_packages:max': {
    description: "A tenant's active packages.",
    unit: '{package}',
    labels: [...TENANT, 'package'],
  },
  'tenant:cpu_cores:rate5m': {
    description: "Cores that a tenant's requests kept busy, over five minutes, by their share of the request time.",
    unit: '{cpu}',
    labels: TENANT,
  },
  'tenant:db_client_active_operations:sum': {
    description: "A tenant's database operations in flight.",
    unit: '{operation}',
    labels: TENANT,
  },
  'tenant:queue_depth:max': { description: "A tenant's jobs that wait, by queue.", unit: '{job}', labels: [...TENANT, 'queue'] },
  'tenant:rate_limiter_saturation:max': {
    description: "Share of a tenant's rate limiters that is used up.",
    unit: '1',
    labels: [...TENANT, 'limiter'],
  },
  'route:request_rate:rate5m': {
    description: 'Requests per second of a route, over five minutes.',
    unit: '{request}/s',
    labels: ROUTE,
  },
  'route:error_rate:ratio_rate5m': {
    description: "Share of a route's requests answered with a 5xx status, over five minutes.",
    unit: '1',
    labels: ROUTE,
  },
  'route:latency_p95:rate5m': {
    description: "95th percentile of a route's request duration, over five minutes. Absent where there was no request.",
    unit: 's',
    labels: ROUTE,
  },
  'fleet:request_duration_bucket:rate5m': {
    description: 'Requests per second of all tenants that took at most so long, over five minutes.',
    unit: '{request}/s',
    labels: ['env', 'le'],
  },
  'tenant:auth_events:increase5m_tile': {
    description: 'Log-ins, log-outs and password resets of a tenant in five minutes, which touch those before.',
    unit: '{event}',
    labels: [...TENANT, 'event', 'outcome'],
    of: 'auth_events_total',
  },
  'tenant:cross_tenant_access:increase5m_tile': {
    description: "Attempts of a tenant to touch another's rows in five minutes, which touch those before.",
    unit: '{attempt}',
    labels: TENANT,
  },
  'fleet:failed_logins:increase5m': {
    description: 'Failed log-ins of all tenants in five minutes, by the class of the address that they came from.',
    unit: '{log-in}',
    labels: ['env', 'source'],
  },
  'tenant:failed_logins:increase5m_tile': {
    description: 'Failed log-ins of a tenant in five minutes, which touch those before: written every five minutes.',
    unit: '{log-in}',
    labels: TENANT,
  },
  'tenant:privileged_actions:increase5m_tile': {
    description: 'Privileged actions of a tenant in five minutes, which touch those before.',
    unit: '{action}',
    labels: [...TENANT, 'action'],
    of: 'privileged_actions_total',
  },
  'tenant:audit_events:increase5m_tile': {
    description: 'Audit records that processes wrote for a tenant in five minutes, which touch those before: never too many.',
    unit: '{record}',
    labels: TENANT,
  },
  'tenant:audit_records:increase5m_tile': {
    description: 'Audit records of a tenant that gateways counted in five minutes, which touch those before: never too few.',
    unit: '{record}',
    labels: TENANT,
  },
  'tenant:stripe_invoices:increase5m_tile': {
    description: 'Invoices of a tenant in five minutes, which touch those before, by how they ended.',
    unit: '{invoice}',
    labels: [...TENANT, 'outcome'],
  },
  'tenant:failed_logins:increase1h': {
    description:
      'Failed log-ins of a tenant in a whole hour, which touches the one before: written once an hour. 0 where there were only requests.',
    unit: '{log-in}',
    labels: TENANT,
  },
  'tenant:failed_logins:hourly_average7d': {
    description: 'Failed log-ins that a tenant has in an hour, on average over seven days.',
    unit: '{log-in}',
    labels: TENANT,
  },
  'tenant:failed_logins:busy_hour7d': {
    description: 'Failed log-ins of a tenant in a busy hour: 95 % of the hours of seven days have no more.',
    unit: '{log-in}',
    labels: TENANT,
  },
  'tenant:stripe_mrr:hourly': {
    description: "A tenant's monthly recurring revenue, read once an hour.",
    unit: '{currency}',
    labels: [...TENANT, 'currency'],
  },
  'tenant:stripe_mrr:median7d': {
    description: "A tenant's monthly recurring revenue as it usually is: the median of seven days.",
    unit: '{currency}',
    labels: [...TENANT, 'currency'],
  },
  'tenant:stripe_invoices:increase1d': {
    description: 'Invoices of a tenant in a day, by how they ended.',
    unit: '{invoice}',
    labels: [...TENANT, 'outcome'],
  },
  'tenant:maintenance:active': { description: '1 while a tenant is in maintenance.', unit: '1', labels: ['tenant'] },
  'fleet:maintenance:active': { description: '1 while all tenants are in maintenance.', unit: '1', labels: [] },
  'slo:good:increase5m': minutes5.good,
  'slo:total:increase5m': minutes5.total,
  'slo:errors:ratio5m': minutes5.errors,
  'slo:good:increase30m': minutes30.good,
  'slo:total:increase30m': minutes30.total,
  'slo:errors:ratio30m': minutes30.errors,
  'slo:good:increase1h': hour.good,
  'slo:total:increase1h': hour.total,
  'slo:errors:ratio1h': hour.errors,
  'slo:good:increase2h': hours2.good,
  'slo:total:increase2h': hours2.total,
  'slo:errors:ratio2h': hours2.errors,
  'slo:good:increase6h': hours6.good,
  'slo:total:increase6h': hours6.total,
  'slo:errors:ratio6h': hours6.errors,
  'slo:good:increase1h_tile': tile.good,
  'slo:total:increase1h_tile': tile.total,
  'slo:good:increase1d': day.good,
  'slo:total:increase1d': day.total,
  'slo:errors:ratio1d': day.errors,
  'slo:good:increase3d': days3.good,
  'slo:total:increase3d': days3.total,
  'slo:errors:ratio3d': days3.errors,
  'slo:good:increase_period': period.good,
  'slo:total:increase_period': period.total,
  'slo:errors:ratio_period': period.errors,
  'slo:error_budget:remaining_ratio': {
    description: 'Share of the error budget that is left, of the events so far: 1 untouched, 0 spent, below 0 overspent.',
    unit: '1',
    labels: OBJECTIVE,
  },
  'slo:error_budget:remaining_hourly': {
    description:
      'Share of the error budget that is left, written once an hour: a whole period of it can be drawn for every tenant.',
    unit: '1',
    labels: OBJECTIVE,
  },
  'slo:error_budget:burn_rate1d': {
    description: 'How many times as fast as allowed the budget burned over the last day: at 1 it lasts exactly for the period.',
    unit: '1',
    labels: OBJECTIVE,
  },
  'slo:error_budget:exhaustion_days': {
    description: 'Days until the budget is spent, at the rate of the last day: 0 where it is. Absent where nothing burns.',
    unit: 'd',
    labels: OBJECTIVE,
  },
  'slo:burn_rate:page': {
    description: 'How many times as fast as allowed the budget burns, where that is a page: absent elsewhere.',
    unit: '1',
    labels: OBJECTIVE,
  },
  'slo:burn_rate:ticket': {
    description: 'How many times as fast as allowed the budget burns, where that is a ticket: absent elsewhere.',
    unit: '1',
    labels: OBJECTIVE,
  },
  'fleet:slo_within_objective:ratio': {
    description: 'Share of the tenants whose budget is not spent.',
    unit: '1',
    labels: ['env', 'slo'],
  },
  'fleet:slo_error_budget:worst10': {
    description: 'The ten tenants of an objective that have the least of their budget left.',
    unit: '1',
    labels: OBJECTIVE,
  },
} as const satisfies Record<`${'tenant' | 'route' | 'slo' | 'fleet'}:${string}:${string}`, RecordedDefinition>;

export type RecordedName = keyof typeof recorded;
