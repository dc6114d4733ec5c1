/** Who may be attacking a clinic, or reading what is another's. */
import { duration } from '../../telemetry/contract/index.ts';
import { counter, recorded } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';
import { failedLogins } from '../counts.ts';

const HOUR = duration('1h');
const WEEK = duration('7d');

/**
 * How many times the hourly average of a week makes an hour unusual; and how many times a busy hour: forty office hours hold nearly all of a
 * week's failures, and each of them is four times the average.
 */
export const BASELINE_TIMES = { average: 5, busyHour: 2 } as const;
/** How many times the same hour of last week makes the log-ins of all clinics unusual: on a Monday morning a thousand clinics mistype a lot. */
const UNUSUAL_OF_ALL = 3;

/** Sums of whole five minutes: to count an hour of every clinic itself, four times a minute, would cost a hundred times as much. */
const failuresOfHour = recorded('tenant:failed_logins:increase5m_tile').sumOver(HOUR);
/** Whoever is here for less than a week has no baseline yet, and only the absolute threshold to be measured by. */
const knownForAWeek = recorded('slo:total:increase_period', { slo: 'api-availability' }).ago(WEEK).sumBy('env', 'tenant');

const failuresOfAll = recorded('fleet:failed_logins:increase5m');
const usualOfAll = recorded('fleet:failed_logins:increase5m').ago(WEEK).maxOver(HOUR);

export const securityAlerts = {
  FailedLoginSpike: alert({
    severity: 'warning',
    team: 'security',
    symptom: 'sign-in',
    measure: failedLogins.counted(duration('5m')).sumBy('env', 'tenant'),
    by: ['env', 'tenant'],
    above: 20,
    unit: 'count',
    dashboard: 'security',
    summary: '{tenant}: {value} failed log-ins within five minutes',
    description: 'Somebody may be guessing passwords of {tenant}: more than {threshold} log-ins failed within five minutes.',
  }),
  FailedLoginsAboveBaseline: alert({
    severity: 'warning',
    team: 'security',
    symptom: 'sign-in',
    measure: failuresOfHour
      .above(recorded('tenant:failed_logins:hourly_average7d').times(BASELINE_TIMES.average))
      .and(failuresOfHour.above(recorded('tenant:failed_logins:busy_hour7d').times(BASELINE_TIMES.busyHour)))
      .and(knownForAWeek),
    by: ['env', 'tenant'],
    // Below it a receptionist who is back from holiday would be an attack.
    above: 10,
    unit: 'count',
    dashboard: 'security',
    summary: '{tenant}: {value} failed log-ins within an hour, more than five times its average',
    description:
      'Somebody may be guessing passwords of {tenant} slowly: more than {threshold} within an hour, five times its average and twice a busy hour of its last seven days.',
  }),
  FailedLoginSpray: alert({
    // No page: passwords are guessed at all hours, and the limiter of log-ins holds. One that succeeds is for the runbook to find.
    severity: 'warning',
    team: 'security',
    symptom: 'sign-in',
    measure: failuresOfAll.unless(failuresOfAll.below(usualOfAll.times(UNUSUAL_OF_ALL))),
    by: ['env', 'source'],
    above: 100,
    unit: 'count',
    dashboard: 'security',
    summary: '{env}: {value} failed log-ins of all clinics within five minutes, from {source} addresses',
    description:
      'Somebody may be trying passwords over many clinics, few at each: more than {threshold} log-ins from {source} addresses failed within five minutes, at least three times as many as a week ago.',
  }),
  CrossTenantAccess: alert({
    severity: 'critical',
    team: 'security',
    symptom: 'isolation',
    measure: counter('cross_tenant_access_total').occurrences(duration('5m')).sumBy('env', 'tenant'),
    by: ['env', 'tenant'],
    above: 0,
    unit: 'count',
    dashboard: 'security',
    summary: "{tenant}: a request touched another clinic's data",
    description:
      "A request of {tenant} was about to read or write another clinic's rows. The guard blocks it by default; a single one is an incident.",
  }),
  PrivilegedActionSurge: alert({
    severity: 'warning',
    team: 'security',
    symptom: 'isolation',
    measure: recorded('tenant:privileged_actions:increase5m_tile').sumOver(HOUR).sumBy('env', 'tenant'),
    by: ['env', 'tenant'],
    // An administrator who sets up a new branch makes a dozen changes; a script, or somebody who takes what there is, makes more.
    above: 20,
    unit: 'count',
    dashboard: 'security',
    summary: '{tenant}: {value} privileged actions within an hour',
    description:
      'Privileged users of {tenant} changed roles or settings, exported data or acted as others {value} times within an hour, where more than {threshold} is unusual. An account may be taken over.',
  }),
};
