/** Who came in, who tried, who did what, and whether the record of it is whole. */
import * as units from '@grafana/grafana-foundation-sdk/units';
import { catalogue } from '../../alerts/catalogue.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { counter } from '../../telemetry/query/index.ts';
import { variable } from '../explore.ts';
import { lines, recordList, stacked, tenantLinks, withAlertLine } from '../style.ts';
import { metric, ofTenant, records, TENANT } from '../targets.ts';

const WINDOW = duration('5m');

export function authenticationLines() {
  const events = counter('auth_events_total').increase(WINDOW).sumBy('env', 'tenant', 'event', 'outcome');
  return stacked({
    title: 'Authentication',
    description: 'Log-ins, log-outs and password resets within five minutes, by how they ended.',
    unit: units.Short,
  }).withTarget(metric(ofTenant(events), { legend: '{{tenant}} {{event}} {{outcome}}', busiest: true }));
}

export function failedLoginLines() {
  const failed = counter('auth_events_total')
    .where({ event: 'login', outcome: 'failure' })
    .occurrences(WINDOW)
    .sumBy('env', 'tenant');
  const panel = lines({
    title: 'Failed log-ins',
    description: 'Within five minutes, by clinic. Above the line somebody may be guessing passwords.',
    unit: units.Short,
  })
    .withTarget(metric(ofTenant(failed), { legend: '{{tenant}}', busiest: true }))
    .dataLinks(tenantLinks());
  return withAlertLine(panel, catalogue.FailedLoginSpike);
}

export function privilegedActionLines() {
  const actions = counter('privileged_actions_total').occurrences(duration('1h')).sumBy('env', 'tenant', 'action');
  return stacked({
    title: 'Privileged actions',
    description: 'Role changes, exports, impersonations, changed settings within an hour. At night they deserve a question.',
    unit: units.Short,
  })
    .withTarget(metric(ofTenant(actions), { legend: '{{tenant}} {{action}}', busiest: true }))
    .dataLinks(tenantLinks());
}

export function crossTenantLines() {
  const attempts = counter('cross_tenant_access_total').occurrences(WINDOW).sumBy('env', 'tenant');
  const panel = lines({
    title: "Access to another clinic's data",
    description: 'Attempts that the guard saw within five minutes, by the clinic that asked. A single one pages.',
    unit: units.Short,
  })
    .withTarget(metric(ofTenant(attempts), { legend: '{{tenant}}', busiest: true }))
    .dataLinks(tenantLinks());
  return withAlertLine(panel, catalogue.CrossTenantAccess);
}

export function auditVolumeLines() {
  const written = counter('audit_events_total').increase(WINDOW).sumBy('env', 'tenant');
  const arrived = counter('audit_records_total').increase(WINDOW).sumBy('env', 'tenant');
  return lines({
    title: 'Audit records, written and arrived',
    description: 'Within five minutes. The two lines of a clinic lie on each other: where they part, records are lost or late.',
    unit: units.Short,
  })
    .withTarget(metric(ofTenant(written), { legend: '{{tenant}} written', busiest: true }))
    .withTarget(metric(ofTenant(arrived), { refId: 'B', legend: '{{tenant}} arrived', busiest: true }));
}

export function auditRecordList() {
  return recordList(
    { title: 'Audit trail', description: 'The newest audit records of the selected clinics: who did what, when, from where.' },
    'audit',
  ).withTarget(records('audit', `tenantId:/${variable(`${TENANT}:regex`)}/`));
}
