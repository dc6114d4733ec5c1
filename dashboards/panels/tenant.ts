/** What happened at the chosen clinics: alerts, the audit trail, what the application says of its errors. */
import type { AlertsPanel, RecordsPanel } from '../panel.ts';

export const alertsOfClinics: AlertsPanel = {
  kind: 'alerts',
  id: 'alerts-of-clinics',
  title: 'Alerts',
  description:
    'Alerts that name a chosen clinic, and fire or fired in this time. Each leads to its runbook. None is as it should be.',
  of: 'tenants',
};

export const auditOfClinics: RecordsPanel = {
  kind: 'records',
  id: 'audit-of-clinics',
  title: 'Audit trail',
  description:
    'Who did what at the chosen clinics, to what and from where, newest first. People are opaque ids and addresses networks: nothing here says by itself who somebody is.',
  source: 'audit',
  columns: [
    { field: 'timestamp', title: 'When' },
    { field: 'tenantId', title: 'Clinic' },
    { field: 'userId', title: 'Who' },
    { field: 'actor', title: 'Who, hashed' },
    { field: 'event', title: 'What' },
    { field: 'resource', title: 'To what' },
    { field: 'outcome', title: 'Outcome' },
    { field: 'ip', title: 'From' },
    { field: 'traceId', title: 'Trace' },
  ],
};

export const errorLines: RecordsPanel = {
  kind: 'records',
  id: 'error-lines',
  title: 'Error lines',
  description:
    'What the application logged at the levels error and fatal for the chosen clinics, newest first. A line leads to its trace: where the time went, and what failed.',
  source: 'logs',
  where: { level: ['error', 'fatal'] },
  columns: [
    { field: 'timestamp', title: 'When' },
    { field: 'tenantId', title: 'Clinic' },
    { field: 'level', title: 'Level' },
    { field: 'event', title: 'What' },
    { field: 'action', title: 'Doing what' },
    { field: 'status', title: 'Status' },
    { field: 'latencyMs', title: 'Took, ms' },
    { field: 'requestId', title: 'Request' },
    { field: 'traceId', title: 'Trace' },
  ],
};
