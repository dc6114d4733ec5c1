/** Whether there is something to look at, and to fall back on: servers that answer, backups, exports, certificates. */
import { LAST_MOMENT, RENEWAL_MISSED } from '../../alerts/catalogue/expiry.ts';
import { catalogue } from '../../alerts/catalogue.ts';
import { NO_TENANT, OVERFLOW_TENANT } from '../../telemetry/contract/index.ts';
import { gauge, recorded } from '../../telemetry/query/index.ts';
import { type BarGaugePanel, busiest, lowest, type StatPanel, series, type TablePanel, type TimeSeriesPanel } from '../panel.ts';
import { alertLine, type Thresholds } from '../style.ts';
import { orNone } from './none.ts';

const up = gauge('up').ofEachInstance();
const down = up.subtractedFrom(1);

const NONE_DOWN: Thresholds = { base: 'good', steps: [{ from: 1, state: 'warning' }] };

export const serversDown: StatPanel = {
  kind: 'stat',
  id: 'servers-down',
  title: 'Servers down',
  description:
    'Servers of the platform that Prometheus cannot reach now. The table below says of which kind; what they would have counted is not seen.',
  unit: 'count',
  course: true,
  thresholds: NONE_DOWN,
  targets: [series(down.sumBy('env'), 'Down')],
};

export const servers: TablePanel = {
  kind: 'table',
  id: 'servers',
  title: 'Servers',
  description:
    'Servers that Prometheus scrapes, by job: down and up. None of a kind up means that nobody does its work, and it pages.',
  by: ['job'],
  columns: [
    { title: 'Down', unit: 'count', query: down.sumBy('env', 'job'), thresholds: NONE_DOWN },
    { title: 'Up', unit: 'count', query: up.sumBy('env', 'job') },
  ],
  most: { k: 20, order: 'highest' },
};

const requests = recorded('tenant:request_rate:rate5m');

export const clinicsSeen: StatPanel = {
  kind: 'stat',
  id: 'clinics-seen',
  title: 'Clinics with metrics',
  description:
    'Of the chosen clinics, those whose requests are counted under their own name. A fall is a process that no longer reports, or clinics that left.',
  unit: 'count',
  course: false,
  targets: [
    series(
      requests.unless(recorded('tenant:request_rate:rate5m', { tenant: [NO_TENANT, OVERFLOW_TENANT] })).countBy('env'),
      'Clinics',
    ),
  ],
};

export const overflow: TimeSeriesPanel = {
  kind: 'time-series',
  id: 'overflow',
  title: 'Requests of clinics without a name',
  description: `Counted under ${OVERFLOW_TENANT}, because a process serves more clinics than it may tell apart: they have no metrics, budgets or alerts. Shown where all clinics are chosen. Above 0, raise the cap.`,
  unit: 'requestsPerSecond',
  style: 'lines',
  targets: [series(orNone(recorded('tenant:request_rate:rate5m', { tenant: OVERFLOW_TENANT }).sumBy('env')), 'Without a name')],
};

const waits = (emitter: string) => `Empty until ${emitter} is there, which comes later.`;

export const backups: BarGaugePanel = {
  kind: 'bar-gauge',
  id: 'backups',
  title: 'Oldest backups',
  description: `Since the last complete backup of a clinic: the ten oldest of the chosen. Past the limit it alerts: repeat it. ${waits('the freshness exporter')}`,
  unit: 'seconds',
  thresholds: alertLine(catalogue.BackupOverdue),
  targets: [busiest(gauge('backup_last_success_timestamp_seconds').acrossInstances().secondsSince(), '{{tenant}}')],
};

export const restoreTest: StatPanel = {
  kind: 'stat',
  id: 'restore-test',
  title: 'Last restore test',
  description: `Since a backup was last restored with success. A backup that nobody restores may be none: past the limit do one. ${waits('the freshness exporter')}`,
  unit: 'seconds',
  course: false,
  thresholds: alertLine(catalogue.RestoreTestOverdue),
  targets: [series(gauge('restore_test_last_success_timestamp_seconds').acrossInstances().secondsSince(), 'Since the last')],
};

export const auditExport: StatPanel = {
  kind: 'stat',
  id: 'audit-export',
  title: 'Last audit export',
  description: `Since the last export of audit records that was verified. Past the limit nothing proves that older records were not altered: export now. ${waits('the freshness exporter')}`,
  unit: 'seconds',
  course: false,
  thresholds: alertLine(catalogue.AuditExportOverdue),
  targets: [series(gauge('audit_export_last_success_timestamp_seconds').acrossInstances().secondsSince(), 'Since the last')],
};

export const certificates: BarGaugePanel = {
  kind: 'bar-gauge',
  id: 'certificates',
  title: 'Certificates',
  description: `How long each is still valid, the first to expire first. Below 14 days its renewal is overdue, below 3 it pages: renew it. ${waits('what looks at certificates')}`,
  unit: 'seconds',
  thresholds: {
    base: 'critical',
    steps: [
      { from: LAST_MOMENT, state: 'warning' },
      { from: RENEWAL_MISSED, state: 'good' },
    ],
  },
  targets: [lowest(gauge('tlscheck_time_left_seconds').acrossInstances(), '{{target}}')],
};
