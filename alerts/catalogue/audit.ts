/** Whether the audit trail is whole: every record there, unaltered, and none set aside. */
import { duration } from '../../telemetry/contract/index.ts';
import { counter, gauge, recorded } from '../../telemetry/query/index.ts';
import { alert } from '../alert.ts';

const HOUR = duration('1h');
const DAY = duration('1d');
const WEEK = duration('7d');

/** Below it the last seconds of a gateway that was killed, which it counted and nobody scraped, could be all that is missing. */
const LEAST_LOST = 10;
/** Of last week's requests: as many, and the clinic works as it did then. On a holiday some open screens go on asking, no more. */
const STILL_AT_WORK = 0.5;

const written = recorded('tenant:audit_events:increase5m_tile');
const arrived = recorded('tenant:audit_records:increase5m_tile');
const writtenInHour = written.sumOver(HOUR);
const lostInHour = writtenInHour.minus(arrived.sumOver(HOUR).orZeroFor(writtenInHour));
/** What a gateway counts is unknown while it is not scraped, and that is an alert of its own. */
export const unscraped = gauge('up').where({ job: 'gateway-counts' }).ofEachInstance().below(1);

const requests = recorded('slo:total:increase1h', { slo: 'api-availability' });
const atWork = requests.sumBy('env', 'tenant').atLeast(requests.ago(WEEK).sumBy('env', 'tenant').times(STILL_AT_WORK));

export const auditAlerts = {
  AuditChainGap: alert({
    severity: 'critical',
    team: 'security',
    symptom: 'audit',
    // An hour, so that its end is not taken for an explanation.
    measure: counter('audit_chain_gaps_total').occurrences(HOUR).sumBy('env', 'tenant'),
    by: ['env', 'tenant'],
    above: 0,
    unit: 'count',
    dashboard: 'security',
    summary: '{tenant}: {value} missing or altered audit records were found',
    description:
      'The hash chain of the audit records of {tenant} is broken in {value} places: records are missing, or are not what was written. A single one is an incident.',
  }),
  AuditRecordsLost: alert({
    severity: 'critical',
    team: 'security',
    symptom: 'audit',
    measure: lostInHour.dividedBy(writtenInHour).and(lostInHour.atLeast(LEAST_LOST)).unlessOn(['env'], unscraped),
    by: ['env', 'tenant'],
    // A gateway that is killed forgets at most twenty seconds of counts, 0.6 % of an hour: a restart of all of them, several times, stays below.
    above: 0.05,
    unit: 'ratio',
    // Records travel as files and are counted half a minute later than written; a queue may need minutes to drain.
    for: duration('15m'),
    dashboard: 'security',
    summary: '{tenant}: {value} of the audit records of an hour have not arrived',
    description:
      'Processes wrote audit records of {tenant} of which {value} did not reach a gateway within the hour, more than {threshold}. The trail of {tenant} has a hole, or a queue is stuck.',
  }),
  AuditSilent: alert({
    severity: 'warning',
    team: 'security',
    symptom: 'audit',
    measure: written.ago(WEEK).sumOver(HOUR).unless(writtenInHour.above(0)).and(atWork),
    by: ['env', 'tenant'],
    // Fewer may by chance be none.
    above: 20,
    unit: 'count',
    // After a gap in the metrics the hour fills up again.
    for: duration('15m'),
    dashboard: 'security',
    summary: '{tenant}: no audit record for an hour, and {value} in the same hour of last week',
    description:
      'Users of {tenant} work as they did a week ago, when more than {threshold} audit records were written within the hour. Now none is: who does what is not recorded.',
  }),
  DeadLetters: alert({
    severity: 'warning',
    team: 'platform',
    symptom: 'storage',
    measure: counter('log_dead_letters_total').occurrences(HOUR).sumBy('env', 'reason'),
    by: ['env', 'reason'],
    above: 0,
    unit: 'count',
    dashboard: 'platform',
    summary: '{env}: {value} log records were set aside within an hour: {reason}',
    description:
      'The log writer kept {value} records in the dead-letter index, where no search finds them and no retention of a year holds. They may be audit records.',
  }),
  LogFieldsDropped: alert({
    severity: 'info',
    team: 'platform',
    symptom: 'telemetry',
    measure: counter('log_fields_dropped_total').occurrences(DAY).sumBy('env', 'service'),
    by: ['env', 'service'],
    above: 0,
    unit: 'count',
    dashboard: 'platform',
    summary: '{service} tried to log {value} fields within a day that the contract does not have',
    description:
      'What {service} logs under names that the contract does not have is dropped, for it may be personal data. Somebody expects to find it.',
  }),
};
