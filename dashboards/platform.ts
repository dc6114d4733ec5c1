/** Is the monitoring itself healthy: can what the other dashboards say be believed. */
import { dashboard } from './dashboard.ts';
import * as alerting from './panels/alerting.ts';
import * as collectors from './panels/collectors.ts';
import * as containers from './panels/containers.ts';
import * as freshness from './panels/freshness.ts';
import * as stores from './panels/stores.ts';

export const platform = dashboard({
  name: 'platform',
  title: 'Platform',
  description: 'Is the monitoring itself healthy: can what the other dashboards say be believed.',
  rows: [
    {
      height: 4,
      panels: [
        [3, freshness.serversDown],
        [3, collectors.fullestQueue],
        [6, collectors.lostInHour],
        [3, stores.deadLettersInHour],
        [3, alerting.slowestRules],
        [3, alerting.notificationsFailed],
        [3, freshness.clinicsSeen],
      ],
    },
    {
      height: 9,
      panels: [
        [14, alerting.platformAlerts],
        [10, freshness.servers],
      ],
    },
    {
      heading: 'Collectors',
      height: 8,
      panels: [
        [12, collectors.queueFill],
        [12, collectors.queueSize],
      ],
    },
    {
      height: 8,
      panels: [
        [8, collectors.accepted],
        [8, collectors.refusals],
        [8, collectors.losses],
      ],
    },
    { height: 8, panels: [[24, collectors.collectors]] },
    {
      heading: 'Logs and audit records',
      height: 8,
      panels: [
        [12, stores.recordsStored],
        [12, stores.auditCompared],
      ],
    },
    {
      height: 8,
      panels: [
        [12, stores.deadLettersByReason],
        [12, stores.fieldsDropped],
      ],
    },
    {
      heading: 'Traces and metrics',
      height: 8,
      panels: [
        [6, stores.spansReceived],
        [6, stores.spansDiscarded],
        [6, stores.storeFailures],
        [6, freshness.overflow],
      ],
    },
    {
      heading: 'Rules and notifications',
      height: 8,
      panels: [
        [12, alerting.ruleDuration],
        [6, alerting.ruleFailures],
        [6, alerting.notificationFailures],
      ],
    },
    {
      heading: 'Containers and volumes',
      height: 8,
      panels: [
        [6, containers.containerCpu],
        [6, containers.containerCpuRequest],
        [6, containers.containerMemory],
        [6, containers.volumes],
      ],
    },
    {
      heading: 'Backups and certificates: these wait for what measures them',
      height: 7,
      panels: [
        [8, freshness.backups],
        [4, freshness.restoreTest],
        [4, freshness.auditExport],
        [8, freshness.certificates],
      ],
    },
  ],
});
