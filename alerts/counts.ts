/**
 * What alerts on billing, security and audit compare, recorded where it would be too dear to compute at every evaluation: counts of five
 * minutes that touch and never overlap, so that an hour or a day is a sum of a few of them, and what is usual for a tenant.
 */
import { duration, OVERFLOW_TENANT } from '../telemetry/contract/index.ts';
import { counter, gauge, recorded } from '../telemetry/query/index.ts';
import { type Recording, record } from './record.ts';

/** How long the counts are, and how often they are taken. */
export const TILE = duration('5m');

const HOUR = duration('1h');
const DAY = duration('1d');
const WEEK = duration('7d');

/** The share of the hours of a week that are no busier than a busy one: of forty office hours it leaves out eight. */
const BUSY = 0.95;
/** Half of the readings are above, half below: a day on which a gauge read wrong does not move it. */
const MEDIAN = 0.5;

/** Failed log-ins, as the alerts of one clinic and those of all count them. */
export const failedLogins = counter('auth_events_total').where({ event: 'login', outcome: 'failure' });

/** Every evaluation needs it, and so does a week later. */
export const fleetCounts: readonly Recording[] = [
  record('fleet:failed_logins:increase5m', failedLogins.counted(duration('5m')).sumBy('env', 'source')),
];

/** Past the cap on tenants the SDK counts under one name what the gateway counts under the clinics' own: the two do not compare. */
const auditEvents = counter('audit_events_total').whereNot({ tenant: OVERFLOW_TENANT });
/**
 * A gateway begins to count a clinic when its first record comes, anew after each of its restarts. So a series that was there a day ago may be
 * new all the same, and what it begins with are records.
 */
const auditRecords = counter('audit_records_total').whereNot({ tenant: OVERFLOW_TENANT });

export const fiveMinuteCounts: readonly Recording[] = [
  record('tenant:failed_logins:increase5m_tile', failedLogins.counted(TILE).sumBy('env', 'tenant')),
  record(
    'tenant:privileged_actions:increase5m_tile',
    counter('privileged_actions_total').counted(TILE).sumBy('env', 'tenant', 'action'),
  ),
  record('tenant:cross_tenant_access:increase5m_tile', counter('cross_tenant_access_total').counted(TILE).sumBy('env', 'tenant')),
  record(
    'tenant:auth_events:increase5m_tile',
    counter('auth_events_total').counted(TILE).sumBy('env', 'tenant', 'event', 'outcome'),
  ),
  record('tenant:reservations:increase5m_tile', counter('reservations_total').counted(TILE).sumBy('env', 'tenant', 'action')),
  record(
    'tenant:funnel_steps:increase5m_tile',
    counter('reservation_funnel_steps_total').counted(TILE).sumBy('env', 'tenant', 'step'),
  ),
  // Rather too few of these and too many of those: a page about lost records must never come of how they are counted.
  record('tenant:audit_events:increase5m_tile', auditEvents.surelyCounted(TILE).sumBy('env', 'tenant')),
  record('tenant:audit_records:increase5m_tile', auditRecords.possiblyCounted(TILE).sumBy('env', 'tenant')),
  record(
    'tenant:stripe_invoices:increase5m_tile',
    counter('stripe_invoices_total').counted(TILE).sumBy('env', 'tenant', 'outcome'),
  ),
];

/** Whoever has requests and no failed log-in has none: an hour that is missing would make an average of the others. */
const served = recorded('slo:total:increase1h_tile', { slo: 'api-availability' }).sumBy('env', 'tenant');

export const hourlyValues: readonly Recording[] = [
  record('tenant:failed_logins:increase1h', failedLogins.counted(HOUR).sumBy('env', 'tenant').orZeroFor(served)),
  // Under the name of the overflow is the revenue of whichever clinics came late, which no week is like the last.
  record('tenant:stripe_mrr:hourly', gauge('stripe_mrr').whereNot({ tenant: OVERFLOW_TENANT }).acrossInstances()),
];

export const usualValues: readonly Recording[] = [
  record('tenant:failed_logins:hourly_average7d', recorded('tenant:failed_logins:increase1h').averageOver(WEEK)),
  record('tenant:failed_logins:busy_hour7d', recorded('tenant:failed_logins:increase1h').quantileOver(BUSY, WEEK)),
  record('tenant:stripe_mrr:median7d', recorded('tenant:stripe_mrr:hourly').quantileOver(MEDIAN, WEEK)),
  record(
    'tenant:reservations_per_day:increase1d',
    recorded('tenant:reservations:increase5m_tile', { action: 'create' }).sumOver(DAY).sumBy('env', 'tenant'),
  ),
  record('tenant:funnel_steps:increase1d', recorded('tenant:funnel_steps:increase5m_tile').sumOver(DAY)),
  record('tenant:stripe_invoices:increase1d', recorded('tenant:stripe_invoices:increase5m_tile').sumOver(DAY)),
];
