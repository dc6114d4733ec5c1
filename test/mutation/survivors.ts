/** Mutants that no test can kill, each with the reason why it changes nothing that anybody could notice. */
import type { AlertName } from '../../alerts/catalogue.ts';

export interface Survivor {
  readonly alert: AlertName;
  /** As `npm run mutate` names it. */
  readonly change: string;
  readonly reason: string;
}

const because = (reason: string, alert: AlertName, ...changes: readonly string[]): readonly Survivor[] =>
  changes.map((change) => ({ alert, change, reason }));

const AT_ITS_OWN_RATE =
  'the burn is recorded only past its tier, whose least factor is 1: the comparison with 1 that follows leaves nothing out';
const NO_SUCH_VALUE = 'no series has exactly this value: it is computed of binary fractions, or extrapolated';
const ONE_SECOND = 'a second of many hours is less than the time between two evaluations';
const POPULATION = 'it only asks who had any at all, within an hour or two';

export const survivors: readonly Survivor[] = [
  ...(
    [
      ['ApiAvailabilityBudgetBurn', '((((slo:errors:ratio1h{slo="api-availability"} > 0.072) a…', ['0', '2']],
      ['BookingLatencyBudgetBurn', '((((slo:errors:ratio1h{slo="booking-latency"} > 0.72) and…', ['0', '2']],
      ['WebhookSuccessBudgetBurn', '((((slo:errors:ratio1h{slo="webhook-success"} > 0.0336) a…', ['0']],
      ['ApiAvailabilityBudgetTicket', '(((((slo:errors:ratio1d{slo="api-availability"} > 0.015) …', ['0']],
      ['BookingLatencyBudgetTicket', '(((((slo:errors:ratio1d{slo="booking-latency"} > 0.15) an…', ['0']],
      ['WebhookSuccessBudgetTicket', '(((((slo:errors:ratio1d{slo="webhook-success"} > 0.01) an…', ['0']],
    ] as const
  ).flatMap(([alert, burn, others]) =>
    because(
      AT_ITS_OWN_RATE,
      alert,
      `> becomes >=, right of ${burn}`,
      ...others.map((other) => `> 1 becomes ${other}, right of ${burn}`),
    ),
  ),
  ...(
    [
      ['ApiAvailabilityBudgetTicket', 'ratio3d{slo="api-availability"}', '0.005 becomes 0.0045'],
      ['BookingLatencyBudgetTicket', 'ratio3d{slo="booking-latency"}', '0.05 becomes 0.045'],
      ['WebhookSuccessBudgetTicket', 'ratio1d{slo="webhook-success"}', '0.01 becomes 0.009'],
      ['WebhookSuccessBudgetTicket', 'ratio3d{slo="webhook-success"}', '0.01 becomes 0.009'],
    ] as const
  ).flatMap(([alert, series, less]) =>
    because(
      'the threshold is a burn of 1, and the alert itself wants more than 1',
      alert,
      `> becomes >=, right of slo:errors:${series}`,
      `> ${less}, right of slo:errors:${series}`,
    ),
  ),
  ...because(
    'the difference has to be noticeable, and is as much so over half an hour or two: the ratio beside it keeps the hour',
    'TenantLatencyRegression',
    'tenant:latency_p95:rate5m[2h]',
    'tenant:latency_p95:rate5m[30m]',
  ),
  ...because(
    'of a tenant’s revenue in a currency there is one series, and where the floor of a currency is looked up only the environment is matched',
    'MrrDrop',
    'max without tenant',
    'max without currency',
    'without "and max by (env, tenant, currency) (stripe_mrr)"',
  ),
  ...because(POPULATION, 'FailedLoginsAboveBaseline', 'tenant:failed_logins:increase5m_tile[2h]'),
  ...because(POPULATION, 'AuditRecordsLost', 'tenant:audit_events:increase5m_tile[2h]'),
  ...because('only the environment is matched: whether anybody has a backup there', 'BackupMissing', 'max without tenant'),
  ...because(
    ONE_SECOND,
    'BackupOverdue',
    '> 93600 becomes 93601, right of (time() - max by (env, tenant) (backup_last_success_times…',
  ),
  ...because(
    ONE_SECOND,
    'CertificateExpiring',
    '> 0 becomes 1, right of (1209600 - max by (env, target) (tlscheck_time_left_secon…',
  ),
  ...because(
    'a group is 1 for what exists: never 0',
    'JobDown',
    '> becomes >=, right of group by (env, job) (max_over_time(up{job!="prometheus-re…',
  ),
  ...because(
    'each side leaves out what is 0 before the other does',
    'CollectorRefusing',
    '> becomes >=, right of (((((sum by (env, job, instance) (increase(otelcol_receiv…',
    '> becomes >=, right of sum by (env, job, instance) (increase(otelcol_exporter_en…',
  ),
  ...because(
    NO_SUCH_VALUE,
    'TempoSpansDiscarded',
    '> becomes >=, right of sum by (env) (increase(tempo_discarded_spans_total[15m]))',
    '> 100 becomes 101, right of sum by (env) (increase(tempo_discarded_spans_total[15m]))',
  ),
  ...because(
    NO_SUCH_VALUE,
    'VolumeFullSoon',
    '> becomes >=, right of ((1 - (max by (env, namespace, volume) (k8s_volume_availa…',
    '< becomes <=, right of max by (env, namespace, volume) (predict_linear(k8s_volum…',
    '< 0 becomes 1, right of max by (env, namespace, volume) (predict_linear(k8s_volum…',
    '> becomes >=, right of 1 - (max by (env, namespace, volume) (k8s_volume_availabl…',
  ),
];
