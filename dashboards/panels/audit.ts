/** Whether the record of who did what is whole, and what it says. */
import type { Alert, AlertLabel } from '../../alerts/alert.ts';
import { unscraped } from '../../alerts/catalogue/audit.ts';
import { catalogue } from '../../alerts/catalogue.ts';
import { type AuditEventDefinition, auditEvents, duration } from '../../telemetry/contract/index.ts';
import { counter, recorded, Vector } from '../../telemetry/query/index.ts';
import { type AlertsPanel, type RecordsPanel, type StatPanel, series, type TablePanel, type TimeSeriesPanel } from '../panel.ts';
import { alertLine } from '../style.ts';
import { INTERVAL, RANGE } from '../variables.ts';

const HOUR = duration('1h');
const WEEK = duration('7d');

const served = recorded('tenant:request_rate:rate5m');
const written = recorded('tenant:audit_events:increase5m_tile');
const arrived = recorded('tenant:audit_records:increase5m_tile');
const writtenInHour = written.sumOver(HOUR);
const missingInHour = writtenInHour.minus(arrived.sumOver(HOUR).orZeroFor(writtenInHour)).noLessThan(0);
const requestsInHour = recorded('slo:total:increase1h', { slo: 'api-availability' }).sumBy('env', 'tenant');

/** What the alert measures: a panel that shows another would disagree with it one day. */
function measureOf({ measure }: Alert): Vector<AlertLabel> {
  return new Vector(measure.node);
}

export const gapsNow: StatPanel = {
  kind: 'stat',
  id: 'audit-chain-gaps',
  title: 'Gaps in the audit chain',
  description:
    'Records that were found missing or altered, in the time shown. A single one is an incident. Empty as long as nothing verifies the chains: the verifier comes later, and unverified is not whole.',
  unit: 'count',
  thresholds: alertLine(catalogue.AuditChainGap),
  targets: [series(counter('audit_chain_gaps_total').occurrences(RANGE).sumBy('env'), 'Gaps')],
  course: false,
  empty: 'Not verified yet',
};

export const lostNow: StatPanel = {
  kind: 'stat',
  id: 'audit-records-lost-now',
  title: 'Audit records missing',
  description:
    "The greatest share of a clinic's records of the last hour that has not arrived. Empty while a gateway's counts are unknown. Above the threshold the trail has a hole, or a queue is stuck.",
  unit: 'ratio',
  thresholds: alertLine(catalogue.AuditRecordsLost),
  targets: [
    series(
      measureOf(catalogue.AuditRecordsLost)
        .maxBy('env')
        .orZeroFor(served.sumBy('env').unlessOn(['env'], unscraped)),
      'Worst clinic',
    ),
  ],
  course: false,
  empty: 'Unknown',
};

export const silentNow: StatPanel = {
  kind: 'stat',
  id: 'audit-silent-now',
  title: 'Clinics without audit records',
  description:
    'Chosen clinics whose users work as a week ago, and of whom nothing has been recorded for an hour. Any is a fault: who does what there is not known.',
  unit: 'count',
  thresholds: alertLine({ ...catalogue.AuditSilent, above: 0 }),
  targets: [
    series(
      measureOf(catalogue.AuditSilent).above(catalogue.AuditSilent.above).countBy('env').orZeroFor(served.sumBy('env')),
      'Clinics',
    ),
  ],
  course: false,
};

export const securityAlerts: AlertsPanel = {
  kind: 'alerts',
  id: 'security-alerts',
  title: 'Alerts',
  description: 'Of the chosen clinics, in the time shown. Each has a runbook that says what to do first.',
  of: 'tenants',
};

export const volume: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'audit-volume',
  title: 'Audit records against last week',
  description:
    'Of the chosen clinics in the interval before, and in the same one a week ago. A clinic works as it did last week, so its records should; a step down is a hole before any alert says so.',
  unit: 'count',
  style: 'lines',
  everyInterval: true,
  targets: [
    series(written.sumOver(INTERVAL).sumBy('env'), 'Now'),
    series(written.ago(WEEK).sumOver(INTERVAL).sumBy('env'), 'A week before'),
  ],
};

export const writtenAndArrived: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'audit-written-arrived',
  title: 'Audit records written and arrived',
  description:
    'What processes of the chosen clinics wrote in the interval before, and what gateways counted of it. The lines lie on each other: where they part, records are late, or lost.',
  unit: 'count',
  style: 'lines',
  everyInterval: true,
  targets: [series(written.sumOver(INTERVAL).sumBy('env'), 'Written'), series(arrived.sumOver(INTERVAL).sumBy('env'), 'Arrived')],
};

export const missingByClinic: TablePanel = {
  kind: 'table',
  id: 'audit-records-by-clinic',
  title: 'Audit records by clinic',
  description:
    'Of the last hour, those with most missing first. A few are on their way at any time; what stays missing for longer than a queue needs to drain is lost.',
  by: ['tenant'],
  columns: [
    { title: 'Missing', unit: 'count', query: missingInHour },
    { title: 'Written', unit: 'count', query: writtenInHour },
    {
      title: 'Share missing',
      unit: 'ratio',
      query: missingInHour.dividedBy(writtenInHour.above(0)),
      thresholds: alertLine(catalogue.AuditRecordsLost),
    },
  ],
  most: { k: 10, order: 'highest' },
};

export const silences: TablePanel = {
  kind: 'table',
  id: 'audit-silences',
  title: 'Clinics that work, and write no audit record',
  description:
    'Within the last hour, with what they wrote in the same hour of last week. Empty is as it should be. Few may by chance be none; above the threshold it alerts.',
  by: ['tenant'],
  columns: [
    {
      title: 'Records a week ago',
      unit: 'count',
      query: measureOf(catalogue.AuditSilent),
      thresholds: alertLine(catalogue.AuditSilent),
    },
    { title: 'Requests now', unit: 'count', query: requestsInHour },
  ],
  most: { k: 10, order: 'highest' },
  empty: 'None is silent',
};

/** Who did what, when, to what, from where, and how it ended. */
const COLUMNS = [
  { field: 'timestamp', title: 'When' },
  { field: 'tenantId', title: 'Clinic' },
  { field: 'userId', title: 'Who' },
  { field: 'actor', title: 'Who, as a hash' },
  { field: 'event', title: 'What' },
  { field: 'action', title: 'Action' },
  { field: 'resource', title: 'To what' },
  { field: 'outcome', title: 'Outcome' },
  { field: 'ip', title: 'From where' },
  { field: 'requestId', title: 'Request' },
  { field: 'traceId', title: 'Trace' },
] as const satisfies RecordsPanel['columns'];

const definitions: readonly (readonly [name: string, AuditEventDefinition])[] = Object.entries(auditEvents);

export const privilegedRecords: RecordsPanel = {
  kind: 'records',
  id: 'privileged-records',
  title: 'Privileged actions and access across clinics, one by one',
  description:
    'The newest of the chosen clinics. Ask who did it whether they did: an answer of no is an incident. The request and its trace say what else it did.',
  source: 'audit',
  where: {
    event: definitions.filter(([, { category }]) => category === 'privileged' || category === 'isolation').map(([name]) => name),
  },
  columns: COLUMNS,
};

export const trail: RecordsPanel = {
  kind: 'records',
  id: 'audit-trail',
  title: 'Audit trail',
  description:
    'The newest records of the chosen clinics: who did what, to what, from which network. Names and addresses of people are keyed hashes: equal ones are one person.',
  source: 'audit',
  columns: COLUMNS,
};
