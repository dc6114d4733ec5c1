/** Whether what is lost could be restored, and whether that was ever tried. */
import { duration, freshness, NO_TENANT, OVERFLOW_TENANT } from '../../telemetry/contract/index.ts';
import { gauge, recorded } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

const SECOND_MS = 1_000;
const { backup: BACKUP_EVERY, restoreTest: RESTORE_TEST_EVERY, auditExport: EXPORT_EVERY } = freshness;

const lastBackup = gauge('backup_last_success_timestamp_seconds').acrossInstances();

const requests30d = recorded('slo:total:increase_period', { slo: 'api-availability' }).sumBy('env', 'tenant');
const requests1d = recorded('slo:total:increase1d', { slo: 'api-availability' }).sumBy('env', 'tenant');
/** Requests are counted under these names too, and neither is a clinic. */
const noClinic = recorded('slo:total:increase1d', { tenant: [NO_TENANT, OVERFLOW_TENANT] }).sumBy('env', 'tenant');
/** Whoever came after the last night's backup has had none to be in. */
const knownThen = recorded('slo:total:increase_period', { slo: 'api-availability' }).ago(BACKUP_EVERY).sumBy('env', 'tenant');

export const backupAlerts = {
  BackupOverdue: alert({
    // No page: it is noticed at four in the morning, and may be repeated at nine, before the next is due.
    severity: 'warning',
    team: 'platform',
    symptom: 'backup',
    // A clinic that has left keeps its last backup for ever.
    measure: lastBackup.secondsSince().and(requests30d.above(0)),
    by: ['env', 'tenant'],
    above: BACKUP_EVERY.ms / SECOND_MS,
    unit: 'seconds',
    dashboard: 'platform',
    summary: '{tenant}: the last backup is {value} old',
    description:
      'No backup of {tenant} has succeeded for more than {threshold}. What its users entered since then could not be restored.',
  }),
  BackupMissing: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'backup',
    // Where there is no backup of anybody, none is made yet, or what reads them is down.
    measure: requests1d.and(knownThen).unless(noClinic).unless(lastBackup).andOn(['env'], lastBackup),
    by: ['env', 'tenant'],
    above: 0,
    unit: 'count',
    // What reads the backups may be about to begin.
    for: duration('1h'),
    dashboard: 'platform',
    summary: '{tenant} was never backed up',
    description:
      '{tenant} had {value} requests within a day, and has never had a backup, as other clinics of {env} have. None of its data could be restored.',
  }),
  RestoreTestOverdue: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'backup',
    measure: gauge('restore_test_last_success_timestamp_seconds').acrossInstances().secondsSince(),
    by: ['env'],
    above: RESTORE_TEST_EVERY.ms / SECOND_MS,
    unit: 'seconds',
    dashboard: 'platform',
    summary: '{env}: no backup has been restored for {value}',
    description:
      'The last restore test that succeeded is more than {threshold} ago. A backup that nobody restores may be none, for any clinic.',
  }),
  AuditExportOverdue: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'backup',
    measure: gauge('audit_export_last_success_timestamp_seconds').acrossInstances().secondsSince(),
    by: ['env'],
    above: EXPORT_EVERY.ms / SECOND_MS,
    unit: 'seconds',
    dashboard: 'security',
    summary: '{env}: the last verified audit export is {value} old',
    description:
      'No audit export has succeeded for more than {threshold}. The records are still searchable; until the export is there, nothing proves that they were not altered.',
  }),
};
