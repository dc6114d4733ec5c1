/** Every alert, under the name that it fires with. Each has a runbook of the same name in `runbooks/`. */
import { duration, slos } from '../telemetry/contract/index.ts';
import { counter, gauge, recorded } from '../telemetry/query/index.ts';
import { type Alert, alert } from './alert.ts';
import { pageBurn } from './slo/burn-rate.ts';

export const catalogue = {
  TenantHighErrorRate: alert({
    severity: 'critical',
    team: 'platform',
    measure: recorded('tenant:error_rate:ratio_rate5m'),
    above: 0.02,
    unit: 'ratio',
    for: duration('5m'),
    summary: '{tenant}: {value} of requests fail',
    description: 'Users of {tenant} get server errors on {value} of their requests, above {threshold} for five minutes.',
  }),
  ApiAvailabilityBudgetBurn: alert({
    severity: 'critical',
    team: 'platform',
    measure: pageBurn(slos['api-availability']),
    above: 1,
    unit: 'times',
    summary: '{tenant}: the availability budget burns at {value} the paging rate',
    description: 'At this rate the 30-day error budget of {tenant} (0.5 % of requests) is gone within days.',
  }),
  BookingLatencyBudgetBurn: alert({
    severity: 'critical',
    team: 'platform',
    measure: pageBurn(slos['booking-latency']),
    above: 1,
    unit: 'times',
    summary: '{tenant}: bookings are slow, the latency budget burns at {value} the paging rate',
    description:
      'Clients of {tenant} wait longer than 400 ms for a booking, far more often than the 5 % that the objective allows.',
  }),
  StripeWebhookRetries: alert({
    severity: 'warning',
    team: 'billing',
    measure: counter('stripe_webhook_retries_total').occurrences(duration('1h')).sumBy('env', 'tenant'),
    above: 3,
    unit: 'count',
    summary: '{tenant}: Stripe repeated {value} webhook deliveries within an hour',
    description:
      'Stripe repeats a delivery that was not answered with success. Payments of {tenant} may be booked late; above {threshold} an hour something is broken.',
  }),
  RateLimiterSaturated: alert({
    severity: 'warning',
    team: 'platform',
    measure: gauge('rate_limiter_saturation_ratio').acrossInstances(),
    above: 0.8,
    unit: 'ratio',
    for: duration('10m'),
    summary: '{tenant}: rate limiter {limiter} is at {value}',
    description:
      'The limiter {limiter} has been above {threshold} for ten minutes: users of {tenant} are about to be refused, or already are.',
  }),
  FailedLoginSpike: alert({
    severity: 'warning',
    team: 'security',
    measure: counter('auth_events_total')
      .where({ event: 'login', outcome: 'failure' })
      .occurrences(duration('5m'))
      .sumBy('env', 'tenant'),
    above: 20,
    unit: 'count',
    summary: '{tenant}: {value} failed log-ins within five minutes',
    description: 'Somebody may be guessing passwords of {tenant}: more than {threshold} log-ins failed within five minutes.',
  }),
  CrossTenantAccess: alert({
    severity: 'critical',
    team: 'security',
    measure: counter('cross_tenant_access_total').occurrences(duration('5m')).sumBy('env', 'tenant'),
    above: 0,
    unit: 'count',
    summary: "{tenant}: a request touched another clinic's data",
    description:
      "A request of {tenant} was about to read or write another clinic's rows. The guard blocks it by default; a single one is an incident.",
  }),
} as const satisfies Record<string, Alert>;

export type AlertName = keyof typeof catalogue;
