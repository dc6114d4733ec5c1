/** Who came in, who tried, and who did what only few may do. */

import { BASELINE_TIMES } from '../../alerts/catalogue/security.ts';
import { catalogue } from '../../alerts/catalogue.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { busiest, type HeatMapPanel, type StatPanel, series, type TablePanel, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';
import { INTERVAL, RANGE } from '../variables.ts';

const HOUR = duration('1h');
const WEEK = duration('7d');

/** Whoever has requests, and no event of a kind, has had none of them: a count of zero, where a series of its own is missing. */
const served = recorded('tenant:request_rate:rate5m');
const servedAtAll = served.sumBy('env');

const authEvents = recorded('tenant:auth_events:increase5m_tile');
const logins = recorded('tenant:auth_events:increase5m_tile', { event: 'login' });
const failedLogins = recorded('tenant:failed_logins:increase5m_tile');
const privilegedActions = recorded('tenant:privileged_actions:increase5m_tile');
const attempts = recorded('tenant:cross_tenant_access:increase5m_tile');
const failedOfAll = recorded('fleet:failed_logins:increase5m');

export const attemptsNow: StatPanel = {
  kind: 'stat',
  id: 'cross-clinic-attempts-now',
  title: "Access to another clinic's data",
  description:
    'Attempts of the chosen clinics in the time shown. The guard blocks them by default. A single one is an incident: its audit records, below, say whose request it was.',
  unit: 'count',
  thresholds: alertLine(catalogue.CrossTenantAccess),
  targets: [series(attempts.sumOver(RANGE).sumBy('env').orZeroFor(servedAtAll), 'Attempts')],
  course: false,
};

export const failedLoginsNow: StatPanel = {
  kind: 'stat',
  id: 'failed-logins-now',
  title: 'Most failed log-ins',
  description:
    'The most that any one of the chosen clinics had within five minutes, in the time shown. Above the threshold somebody may have been guessing passwords: the lines below say when, and where.',
  unit: 'count',
  thresholds: alertLine(catalogue.FailedLoginSpike),
  targets: [series(failedLogins.maxOver(RANGE).maxBy('env').orZeroFor(servedAtAll), 'In five minutes')],
  course: false,
};

export const privilegedNow: StatPanel = {
  kind: 'stat',
  id: 'privileged-actions-now',
  title: 'Most privileged actions',
  description:
    'The most that any one of the chosen clinics has had within the last hour: roles and settings changed, data exported, users acted as. Above the threshold, ask its owner: an account may be taken over.',
  unit: 'count',
  thresholds: alertLine(catalogue.PrivilegedActionSurge),
  targets: [series(privilegedActions.sumOver(HOUR).sumBy('env', 'tenant').maxBy('env').orZeroFor(servedAtAll), 'In the last hour')],
  course: false,
};

export const authentication: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'authentication',
  title: 'Authentication',
  description:
    'Log-ins, log-outs and password resets of the chosen clinics in each interval, by how they ended. Failures that grow while successes do not are no busy morning.',
  unit: 'count',
  style: 'bars',
  targets: [series(authEvents.sumOver(INTERVAL).sumBy('env', 'event', 'outcome'), '{{event}}: {{outcome}}')],
  states: [
    { name: '^login: success$', state: 'good' },
    { name: '^login: failure$', state: 'warning' },
    { name: '^login: denied$', state: 'critical' },
  ],
};

export const failureShare: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'failed-login-share',
  title: 'Share of log-ins that fail',
  description:
    'Of the log-ins in the interval before, of the ten clinics with the most that failed. People mistype one in ten or twenty; near 100 % somebody only tries, or nobody can come in.',
  unit: 'ratio',
  max: 1,
  style: 'lines',
  everyInterval: true,
  targets: [
    busiest(
      failedLogins.sumOver(INTERVAL).dividedBy(logins.sumOver(INTERVAL).sumBy('env', 'tenant').above(0)),
      '{{tenant}}',
      failedLogins.sumOver(RANGE),
    ),
  ],
};

export const failedByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'failed-logins',
  title: 'Failed log-ins',
  description:
    'In five minutes, by clinic. Above the line somebody may be guessing passwords: look whether one of them succeeded, in the audit records below.',
  unit: 'count',
  style: 'lines',
  thresholds: alertLine(catalogue.FailedLoginSpike),
  targets: [busiest(failedLogins, '{{tenant}}')],
};

/**
 * Failures of an hour as times of what is usual. A clinic with hardly any is measured by the least that would alert: so the line is where the
 * alert begins, whatever the clinic's average.
 */
const usual = recorded('tenant:failed_logins:hourly_average7d').noLessThan(
  catalogue.FailedLoginsAboveBaseline.above / BASELINE_TIMES.average,
);
const timesOfUsual = failedLogins.sumOver(HOUR).dividedBy(usual);

export const againstBaseline: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'failed-logins-baseline',
  title: "Failed log-ins, times the clinic's average",
  description:
    "Of an hour, against the hourly average of the clinic's last seven days. Above the line, and twice as many as in its busy hours: somebody may be guessing passwords slowly.",
  unit: 'times',
  style: 'lines',
  everyInterval: true,
  thresholds: alertLine({ ...catalogue.FailedLoginsAboveBaseline, above: BASELINE_TIMES.average }),
  targets: [busiest(timesOfUsual, '{{tenant}}', failedLogins.sumOver(RANGE).dividedBy(usual))],
};

export const baselines: TablePanel = {
  kind: 'table',
  id: 'failed-logins-usual',
  title: 'Failed log-ins against what is usual',
  description:
    'Of the last hour, beside the average and the busy hour (95 % have no more) of seven days. A clinic that is here for less than a week has no baseline yet.',
  by: ['tenant'],
  columns: [
    {
      title: 'Last hour',
      unit: 'count',
      query: failedLogins.sumOver(HOUR).orZeroFor(served),
      thresholds: alertLine(catalogue.FailedLoginsAboveBaseline),
    },
    { title: 'Average hour', unit: 'count', query: recorded('tenant:failed_logins:hourly_average7d') },
    { title: 'Busy hour', unit: 'count', query: recorded('tenant:failed_logins:busy_hour7d') },
    {
      title: 'Times the average',
      unit: 'times',
      query: timesOfUsual,
      thresholds: alertLine({ ...catalogue.FailedLoginsAboveBaseline, above: BASELINE_TIMES.average }),
    },
  ],
  most: { k: 10, order: 'highest' },
};

export const addressMap: HeatMapPanel = {
  kind: 'heat-map',
  id: 'failed-login-map',
  title: 'Where failed log-ins come from',
  description:
    'In five minutes, by class of address, over all clinics whichever are chosen. A class that lights up by itself, at night, is no forgotten password. Whole addresses are nowhere: the audit records have the network.',
  unit: 'count',
  rows: 'source',
  query: failedOfAll,
};

export const againstLastWeek: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'failed-logins-last-week',
  title: 'Failed log-ins of all clinics',
  description:
    'In five minutes, by class of address, and the most of the hour before it a week ago: whichever clinics are chosen. Above the line, and three times last week: passwords may be tried over many clinics, few at each.',
  unit: 'count',
  style: 'lines',
  thresholds: alertLine(catalogue.FailedLoginSpray),
  targets: [series(failedOfAll, '{{source}}'), series(failedOfAll.ago(WEEK).maxOver(HOUR), '{{source}}, a week before')],
};

export const privilegedByAction: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'privileged-actions',
  title: 'Privileged actions',
  description:
    'Roles and settings changed, data exported, users acted as, in each interval over the chosen clinics. At night, and exports at any time, they deserve a question.',
  unit: 'count',
  style: 'bars',
  targets: [series(privilegedActions.sumOver(INTERVAL).sumBy('env', 'action'), '{{action}}')],
};

export const privilegedByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'privileged-actions-by-clinic',
  title: 'Privileged actions by clinic',
  description: 'Within an hour. Who sets up a branch makes a dozen; above the line an account may be taken over.',
  unit: 'count',
  style: 'lines',
  everyInterval: true,
  thresholds: alertLine(catalogue.PrivilegedActionSurge),
  targets: [
    busiest(
      privilegedActions.sumOver(HOUR).sumBy('env', 'tenant'),
      '{{tenant}}',
      privilegedActions.sumOver(RANGE).sumBy('env', 'tenant'),
    ),
  ],
};

export const attemptsByClinic: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'cross-clinic-attempts',
  title: 'Attempts across clinics',
  description:
    'Rows of another clinic that a request was about to read or write, in the interval before, by the clinic that asked. A single one pages: the runbook says how to find the request.',
  unit: 'count',
  style: 'lines',
  everyInterval: true,
  thresholds: alertLine(catalogue.CrossTenantAccess),
  targets: [
    series(attempts.sumOver(INTERVAL).sumBy('env').orZeroFor(servedAtAll), 'All that are chosen'),
    busiest(attempts.sumOver(INTERVAL), '{{tenant}}'),
  ],
};

export const clinics: TablePanel = {
  kind: 'table',
  id: 'clinics-to-look-at',
  title: 'Clinics with most failed log-ins',
  description:
    'In the time shown. Many failed log-ins followed by privileged actions are the pattern of an account that was taken over: open the clinic, and read its audit records.',
  by: ['tenant'],
  columns: [
    { title: 'Failed log-ins', unit: 'count', query: failedLogins.sumOver(RANGE) },
    {
      title: 'Denied',
      unit: 'count',
      query: recorded('tenant:auth_events:increase5m_tile', { outcome: 'denied' })
        .sumOver(RANGE)
        .sumBy('env', 'tenant')
        .orZeroFor(served),
    },
    {
      title: 'Privileged actions',
      unit: 'count',
      query: privilegedActions.sumOver(RANGE).sumBy('env', 'tenant').orZeroFor(served),
    },
    {
      title: 'Across clinics',
      unit: 'count',
      query: attempts.sumOver(RANGE).orZeroFor(served),
      thresholds: alertLine(catalogue.CrossTenantAccess),
    },
  ],
  most: { k: 10, order: 'highest' },
};
