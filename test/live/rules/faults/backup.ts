/** Whether what is lost could be restored, and whether that was ever tried. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS, objective, TENANT_A } from './series.ts';

const FROM = '2026-03-10T00:00:00Z';
const HOUR = 3_600;
const DAY = 24 * HOUR;
/** When something happened that is so many seconds old an hour after the series begin. */
const agoAtOne = (seconds: number) => Date.parse(FROM) / 1_000 + HOUR - seconds;

const labels = (instance: string) => `env="prod", service="freshness", instance="${instance}"`;
const backup = (tenant = 'a', instance = 'f-1') => `backup_last_success_timestamp_seconds{${labels(instance)}, tenant="${tenant}"}`;
const restoreTest = (instance = 'f-1') => `restore_test_last_success_timestamp_seconds{${labels(instance)}}`;
const auditExport = (instance = 'f-1') => `audit_export_last_success_timestamp_seconds{${labels(instance)}}`;

const requests30d = (tenant = 'a') => `slo:total:increase_period${objective('api-availability', tenant)}`;
const requests1d = (tenant = 'a') => `slo:total:increase1d${objective('api-availability', tenant)}`;
const ACTIVE = { [requests30d()]: '900x400' };

const PLATFORM = `${DASHBOARDS}/vigia-platform`;
const PROD = { env: 'prod' };
const LAST_NIGHT = agoAtOne(26 * HOUR);

/** A clinic with requests since the beginning and no backup, beside one that has them. */
const NEVER = { [requests1d()]: '40x400', [requests30d()]: '40x400', [backup('b')]: '1x400' };

export const backupFaults: readonly Fault[] = [
  {
    alert: 'BackupOverdue',
    from: FROM,
    boundary: { series: { [backup()]: `${LAST_NIGHT}x400`, ...ACTIVE }, at: '1h' },
    past: {
      series: { [backup()]: `${LAST_NIGHT}x400`, ...ACTIVE },
      silentAt: '1h',
      firesAt: '1h15s',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: the last backup is 1d 2h 0m 15s old',
            description:
              'No backup of a has succeeded for more than 1d2h. What its users entered since then could not be restored.',
            dashboard_url: `${PLATFORM}?var-tenant=a`,
          },
        },
      ],
    },
    ended: {
      series: { [backup()]: `${LAST_NIGHT}x300 ${agoAtOne(0)}x100`, ...ACTIVE },
      firesAt: '1h15m',
      overAt: '1h15m15s',
    },
    also: [
      [
        'is silent for a clinic that has had no request for thirty days',
        { series: { [backup()]: `${LAST_NIGHT}x400`, [requests30d()]: '0x400' }, at: '1h15m', firing: [] },
        { series: { [backup()]: `${LAST_NIGHT}x400` }, at: '1h15m', firing: [] },
        {
          series: { [backup()]: `${LAST_NIGHT}x400`, [`slo:total:increase_period${objective('webhook-success')}`]: '9x400' },
          at: '1h15m',
          firing: [],
        },
      ],
      [
        'takes the later time where two processes tell: one of them read before the other',
        {
          series: { [backup()]: `${LAST_NIGHT}x400`, [backup('a', 'f-2')]: `${agoAtOne(HOUR)}x400`, ...ACTIVE },
          at: '1h15m',
          firing: [],
        },
        {
          series: { [backup()]: `${LAST_NIGHT}x400`, [backup('a', 'f-2')]: `${LAST_NIGHT}x400`, [requests30d()]: '1x400' },
          at: '1h15m',
          firing: [TENANT_A],
        },
      ],
      [
        'names the clinic whose backup is old and no other',
        {
          series: {
            [backup()]: `${LAST_NIGHT}x400`,
            ...ACTIVE,
            [backup('b')]: `${agoAtOne(2 * HOUR)}x400`,
            [requests30d('b')]: '900x400',
          },
          at: '1h15m',
          firing: [TENANT_A],
        },
      ],
      [
        'is silent in maintenance',
        {
          series: { [backup()]: `${LAST_NIGHT}x400`, ...ACTIVE, 'tenant:maintenance:active{tenant="a"}': '1x400' },
          at: '1h15m',
          firing: [],
        },
      ],
    ],
  },
  {
    alert: 'BackupMissing',
    every: '5m',
    boundary: { series: { ...NEVER, [requests1d()]: '0x400' }, at: '30h' },
    past: {
      series: NEVER,
      silentAt: '26h55m',
      firesAt: '27h',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a was never backed up',
            description:
              'a had 40 requests within a day, and has never had a backup, as other clinics of prod have. None of its data could be restored.',
            dashboard_url: `${PLATFORM}?var-tenant=a`,
          },
        },
      ],
    },
    ended: { series: { ...NEVER, [backup()]: '_x340 1x60' }, firesAt: '28h15m', overAt: '28h20m' },
    also: [
      [
        'is silent where nobody has a backup, or only clinics of another environment',
        { series: { [requests1d()]: '40x400', [requests30d()]: '40x400' }, at: '30h', firing: [] },
        {
          series: {
            [requests1d()]: '40x400',
            [requests30d()]: '40x400',
            'backup_last_success_timestamp_seconds{env="dev", service="freshness", instance="f-1", tenant="b"}': '1x400',
          },
          at: '30h',
          firing: [],
        },
      ],
      [
        'is silent for a clinic that came after the last night',
        { series: { ...NEVER, [requests30d()]: '_x100 40x300' }, at: '30h', firing: [] },
      ],
      [
        'is silent for what is no clinic',
        {
          series: {
            [backup('b')]: '1x400',
            [requests1d('__none__')]: '40x400',
            [requests30d('__none__')]: '40x400',
            [requests1d('__overflow__')]: '40x400',
            [requests30d('__overflow__')]: '40x400',
          },
          at: '30h',
          firing: [],
        },
      ],
      [
        'is silent for a clinic without requests in the last day, and fires for one with a single one',
        { series: { [requests30d()]: '40x400', [backup('b')]: '1x400' }, at: '30h', firing: [] },
        { series: { ...NEVER, [requests1d()]: '1x400' }, at: '30h', firing: [TENANT_A] },
      ],
      [
        'takes no other objective for the requests of a clinic',
        {
          series: {
            [`slo:total:increase1d${objective('booking-latency')}`]: '40x400',
            [requests30d()]: '40x400',
            [backup('b')]: '1x400',
          },
          at: '30h',
          firing: [],
        },
        {
          series: {
            [requests1d()]: '40x400',
            [`slo:total:increase_period${objective('booking-latency')}`]: '40x400',
            [backup('b')]: '1x400',
          },
          at: '30h',
          firing: [],
        },
      ],
      [
        'begins anew where the backups could not be read for a moment',
        { series: { ...NEVER, [backup('b')]: '1x318 _ _ 1x60' }, at: '27h', firing: [] },
      ],
      [
        'is silent in maintenance',
        { series: { ...NEVER, 'tenant:maintenance:active{tenant="a"}': '1x400' }, at: '30h', firing: [] },
      ],
    ],
  },
  {
    alert: 'RestoreTestOverdue',
    from: FROM,
    boundary: { series: { [restoreTest()]: `${agoAtOne(100 * DAY)}x400` }, at: '1h' },
    past: {
      series: { [restoreTest()]: `${agoAtOne(100 * DAY)}x400` },
      silentAt: '1h',
      firesAt: '1h15s',
      fires: [
        {
          labels: PROD,
          says: {
            summary: 'prod: no backup has been restored for 100d 0h 0m 15s',
            description:
              'The last restore test that succeeded is more than 100d ago. A backup that nobody restores may be none, for any clinic.',
            dashboard_url: PLATFORM,
          },
        },
      ],
    },
    ended: {
      series: { [restoreTest()]: `${agoAtOne(100 * DAY)}x300 ${agoAtOne(0)}x100` },
      firesAt: '1h15m',
      overAt: '1h15m15s',
    },
    also: [
      [
        'takes the later time where two processes tell',
        {
          series: { [restoreTest()]: `${agoAtOne(101 * DAY)}x400`, [restoreTest('f-2')]: `${agoAtOne(DAY)}x400` },
          at: '1h15m',
          firing: [],
        },
        {
          series: { [restoreTest()]: `${agoAtOne(101 * DAY)}x400`, [restoreTest('f-2')]: `${agoAtOne(101 * DAY)}x400` },
          at: '1h15m',
          firing: [PROD],
        },
      ],
    ],
  },
  {
    alert: 'AuditExportOverdue',
    from: FROM,
    boundary: { series: { [auditExport()]: `${agoAtOne(35 * DAY)}x400` }, at: '1h' },
    past: {
      series: { [auditExport()]: `${agoAtOne(35 * DAY)}x400` },
      silentAt: '1h',
      firesAt: '1h15s',
      fires: [
        {
          labels: PROD,
          says: {
            summary: 'prod: the last verified audit export is 35d 0h 0m 15s old',
            description:
              'No audit export has succeeded for more than 35d. The records are still searchable; until the export is there, nothing proves that they were not altered.',
            dashboard_url: `${DASHBOARDS}/vigia-security`,
          },
        },
      ],
    },
    ended: {
      series: { [auditExport()]: `${agoAtOne(35 * DAY)}x300 ${agoAtOne(0)}x100` },
      firesAt: '1h15m',
      overAt: '1h15m15s',
    },
    also: [
      [
        'takes the later time where two processes tell',
        {
          series: { [auditExport()]: `${agoAtOne(36 * DAY)}x400`, [auditExport('f-2')]: `${agoAtOne(DAY)}x400` },
          at: '1h15m',
          firing: [],
        },
        {
          series: { [auditExport()]: `${agoAtOne(36 * DAY)}x400`, [auditExport('f-2')]: `${agoAtOne(36 * DAY)}x400` },
          at: '1h15m',
          firing: [PROD],
        },
      ],
    ],
  },
];
