/** Which incident causes which alert of the catalogue, and why no traffic causes the others during a tour. */
import { type AlertName, catalogue } from '../../alerts/catalogue.ts';
import { incidents } from '../traffic/incidents.ts';
import { expectedOf } from './timeline.ts';

const LAST_WEEK = 'compares with a week ago: at thirty times the speed that is more than five hours';
const SERVER = 'a server has to be down or to fail, and traffic brings none down';
const NO_VOLUMES = 'the platform on one machine has neither Kubernetes volumes nor certificates';
const BACKUPS = 'the platform on one machine makes no backup, restore test or export';
const AFTER_TICKET =
  'stays silent while its ticket fires, which is for six hours after the fault: at thirty times the speed twelve minutes';

export const NOT_BY_TRAFFIC: Readonly<Partial<Record<AlertName, string>>> = {
  TenantLatencyRegression: LAST_WEEK,
  ApiAvailabilityBudgetSpent: AFTER_TICKET,
  BookingLatencyBudgetSpent: AFTER_TICKET,
  WebhookSuccessBudgetSpent: AFTER_TICKET,
  FailedLoginsAboveBaseline: LAST_WEEK,
  AuditChainGap: 'somebody has to alter or delete audit records, which nothing does over HTTP',
  AuditRecordsLost: 'log files or queues have to be lost',
  AuditSilent: LAST_WEEK,
  DeadLetters: 'OpenSearch has to refuse a record, and every record of the application has the shape that it takes',
  LogFieldsDropped: 'a program has to log a field that the contract does not have; it waits for the daily digest',
  BackupOverdue: BACKUPS,
  BackupMissing: BACKUPS,
  RestoreTestOverdue: BACKUPS,
  AuditExportOverdue: BACKUPS,
  TenantLabelOverflow: 'thousands of clinics have to be served, and the sample has twelve',
  TargetDown: SERVER,
  JobDown: SERVER,
  CollectorRefusing: SERVER,
  CollectorDropping: SERVER,
  CollectorQueueGrowing: SERVER,
  RuleEvaluationFailing: 'a rule has to be wrong, which the tests of the rules find first',
  RuleEvaluationSlow: 'thousands of clinics would have to make the rules slow',
  AlertEvaluationFailing: 'Grafana has to run, and Prometheus evaluates the alerts here',
  NotificationsFailing: SERVER,
  PagesFailing: SERVER,
  AlertsNotHandedOver: SERVER,
  LogsNotStored: SERVER,
  TempoFlushesFailing: SERVER,
  TempoSpansDiscarded: 'a trace has to be larger than Tempo takes, and the sample makes small ones',
  MetricHistoryCut: 'the history of metrics has to fill a volume',
  CertificateExpiring: NO_VOLUMES,
  CertificateAboutToExpire: NO_VOLUMES,
  VolumeFullSoon: NO_VOLUMES,
  VolumeNearlyFull: NO_VOLUMES,
};

/** The names of the incidents that cause the alert; none for one that no traffic causes. */
export function causesOf(alert: string): readonly string[] {
  return incidents.filter((incident) => expectedOf(incident).some((one) => one.alert === alert)).map(({ name }) => name);
}

/** The table of docs/alerts-howto.md. */
export function coverageTable(): string {
  const rows = (Object.keys(catalogue) as AlertName[]).map((alert) => {
    const causes = causesOf(alert);
    const how = causes.length > 0 ? causes.map((name) => `\`${name}\``).join(', ') : `not in the tour: ${NOT_BY_TRAFFIC[alert]}`;
    return `| ${alert} | ${how} |`;
  });
  return ['| alert | caused by |', '| --- | --- |', ...rows].join('\n');
}
