/** Whether the audit trail is whole. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS, objective, TENANT_A } from './series.ts';

const gaps = (tenant = 'a', instance = 'v-1') =>
  `audit_chain_gaps_total{env="prod", service="chain-verifier", instance="${instance}", tenant="${tenant}"}`;

/** What processes wrote and what gateways counted in five minutes. */
const written = (tenant = 'a') => `tenant:audit_events:increase5m_tile{env="prod", tenant="${tenant}"}`;
const arrived = (tenant = 'a') => `tenant:audit_records:increase5m_tile{env="prod", tenant="${tenant}"}`;
const up = (job: string, instance = 'gateway-0', env = 'prod') => `up{env="${env}", job="${job}", instance="${instance}"}`;

const requests = (tenant = 'a') => `slo:total:increase1h${objective('api-availability', tenant)}`;

const dead = (reason: string, instance = 'writer-1') =>
  `log_dead_letters_total{env="prod", job="log-writer", instance="${instance}", reason="${reason}"}`;
const INVALID = { env: 'prod', reason: 'invalid' };

const dropped = (instance = 'i-1', service = 'clinic') =>
  `log_fields_dropped_total{env="prod", service="${service}", instance="${instance}"}`;
const CLINIC = { env: 'prod', service: 'clinic' };

const PRESET = `${DASHBOARDS}/vigia-security?var-tenant=a`;
const ALL_LOST = {
  summary: 'a: 100% of the audit records of an hour have not arrived',
  description:
    'Processes wrote audit records of a of which 100% did not reach a gateway within the hour, more than 5%. The trail of a has a hole, or a queue is stuck.',
  dashboard_url: PRESET,
};

export const auditFaults: readonly Fault[] = [
  {
    alert: 'AuditChainGap',
    boundary: { series: { [gaps()]: '0x300' }, at: '1h' },
    past: {
      series: { [gaps()]: '_x20 1x40', [gaps('a', 'v-2')]: '_x20 1x40', [gaps('a', 'v-3')]: '0x60' },
      silentAt: '4m45s',
      firesAt: '5m',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: 2 missing or altered audit records were found',
            description:
              'The hash chain of the audit records of a is broken in 2 places: records are missing, or are not what was written. A single one is an incident.',
            dashboard_url: PRESET,
          },
        },
      ],
    },
    ended: { series: { [gaps()]: '_x20 1x400' }, firesAt: '1h4m45s', overAt: '1h5m' },
    also: [
      ['fires again on the next one', { series: { [gaps()]: '1x300 2x40' }, at: '1h15m15s', firing: [TENANT_A] }],
      [
        'does not fire for an old one after a gap in the data',
        { series: { [gaps()]: '1x300 _x60 1x40' }, at: '1h35m', firing: [] },
      ],
      [
        'does not fire for a counter that a restart set back to nothing',
        { series: { [gaps()]: '1x300 0x40' }, at: '1h17m', firing: [] },
      ],
      [
        'does not fire for one after a gap of most of a day, and does for a series that was gone for longer than one',
        { series: { [gaps()]: '1x30 _x1400 1x20' }, every: '1m', at: '24h', firing: [] },
        { series: { [gaps()]: '1x10 _x1600 1x20' }, every: '1m', at: '26h51m', firing: [TENANT_A] },
      ],
      [
        'names the clinic whose chain is broken and no other',
        { series: { [gaps()]: '_x20 1x40', [gaps('b')]: '0x60' }, at: '6m', firing: [TENANT_A] },
      ],
      [
        'fires in maintenance as well: records are no less to be trusted then',
        { series: { [gaps()]: '_x20 1x40', 'tenant:maintenance:active{tenant="a"}': '1x60' }, at: '6m', firing: [TENANT_A] },
      ],
    ],
  },
  {
    alert: 'AuditRecordsLost',
    every: '5m',
    boundary: { series: { [written()]: '100x60', [arrived()]: '95x60' }, at: '4h' },
    past: {
      series: { [written()]: '1000x60', [arrived()]: '949x60' },
      silentAt: '10m',
      firesAt: '15m',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: 5.1% of the audit records of an hour have not arrived',
            description:
              'Processes wrote audit records of a of which 5.1% did not reach a gateway within the hour, more than 5%. The trail of a has a hole, or a queue is stuck.',
            dashboard_url: PRESET,
          },
        },
      ],
    },
    ended: { series: { [written()]: '100x60', [arrived()]: '94x11 172 100x40' }, firesAt: '55m', overAt: '1h' },
    also: [
      [
        'is silent at nine that are missing, however few were written, and fires at ten',
        { series: { [written()]: '1x60', [arrived()]: '1x2 0x60' }, at: '1h10m', firing: [] },
        { series: { [written()]: '1x60', [arrived()]: '1x2 0x60' }, at: '1h15m', firing: [TENANT_A] },
        { series: { [written()]: '1x60', [arrived()]: '1 0 0 0 '.repeat(15) }, at: '4h', firing: [] },
      ],
      [
        'remembers for an hour what a process wrote that is gone since',
        { series: { [written()]: '20 _x30' }, at: '55m', firing: [TENANT_A] },
        { series: { [written()]: '20 _x30' }, at: '1h', firing: [] },
      ],
      [
        'fires where none of a small clinic has ever arrived',
        { series: { [written()]: '1x60' }, at: '55m', firing: [] },
        { series: { [written()]: '1x60' }, at: '1h', firing: [TENANT_A], says: [ALL_LOST] },
      ],
      [
        'is over an hour after the last loss, and not before',
        { series: { [written()]: '100x60', [arrived()]: '100x5 0 100x60' }, at: '1h25m', firing: [TENANT_A] },
        { series: { [written()]: '100x60', [arrived()]: '100x5 0 100x60' }, at: '1h30m', firing: [] },
      ],
      [
        'is silent when a gateway was killed and forgot the last twenty seconds',
        { series: { [written()]: '100x60', [arrived()]: '100x5 93 100x60' }, at: '1h', firing: [] },
      ],
      [
        'is silent while records are half a minute behind on a morning that begins from nothing',
        { series: { [written()]: '100x60', [arrived()]: '90 100x60' }, at: '15m', firing: [] },
      ],
      [
        'is silent when a queue was stuck for ten minutes and then drained',
        { series: { [written()]: '100x60', [arrived()]: '100x11 0 0 300 100x60' }, at: '1h10m', firing: [] },
        { series: { [written()]: '100x60', [arrived()]: '100x11 0 0 300 100x60' }, at: '1h30m', firing: [] },
      ],
      [
        'is silent where more arrived than were written: a batch was sent twice',
        { series: { [written()]: '100x60', [arrived()]: '140x60' }, at: '2h', firing: [] },
      ],
      ['is silent for a clinic that writes none', { series: { [written()]: '0x60', [arrived()]: '0x60' }, at: '2h', firing: [] }],
      [
        'is silent while what one gateway counts cannot be read',
        {
          series: {
            [written()]: '100x60',
            [arrived()]: '50x60',
            [up('gateway-counts')]: '1x60',
            [up('gateway-counts', 'gateway-1')]: '0x60',
          },
          at: '2h',
          firing: [],
        },
      ],
      [
        'fires where all gateways are read, whatever else is down, also in another environment',
        {
          series: {
            [written()]: '100x60',
            [arrived()]: '50x60',
            [up('gateway-counts')]: '1x60',
            [up('tempo', 'tempo-0')]: '0x60',
            [up('gateway-counts', 'gateway-0', 'dev')]: '0x60',
          },
          at: '2h',
          firing: [TENANT_A],
        },
      ],
      [
        'names the clinic whose records are missing and no other',
        {
          series: { [written()]: '100x60', [arrived()]: '50x60', [written('b')]: '100x60', [arrived('b')]: '100x60' },
          at: '2h',
          firing: [TENANT_A],
        },
      ],
    ],
  },
  {
    alert: 'AuditSilent',
    every: '5m',
    boundary: { series: { [written()]: '_x4 20 _x2100', [requests()]: '100x2100' }, at: '7d1h' },
    past: {
      series: { [written()]: '_x4 21 _x2100', [requests()]: '100x2100' },
      silentAt: '7d30m',
      firesAt: '7d35m',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: no audit record for an hour, and 21 in the same hour of last week',
            description:
              'Users of a work as they did a week ago, when more than 20 audit records were written within the hour. Now none is: who does what is not recorded.',
            dashboard_url: PRESET,
          },
        },
      ],
    },
    ended: { series: { [written()]: '_x4 21 _x2020 1 _x60', [requests()]: '100x2100' }, firesAt: '7d40m', overAt: '7d45m' },
    also: [
      [
        'fires for as long as the hour of last week lasts',
        { series: { [written()]: '_x4 21 _x2100', [requests()]: '100x2100' }, at: '7d1h15m', firing: [TENANT_A] },
        { series: { [written()]: '_x4 21 _x2100', [requests()]: '100x2100' }, at: '7d1h20m', firing: [] },
      ],
      [
        'is silent where the twenty-one of last week were spread over more than an hour',
        { series: { [written()]: '_x4 11 _x11 10 _x2100', [requests()]: '100x2100' }, at: '7d1h40m', firing: [] },
      ],
      [
        'begins an hour after the last record',
        { series: { [written()]: '_x4 21 _x2006 1 _x60', [requests()]: '100x2100' }, at: '7d45m', firing: [] },
        { series: { [written()]: '_x4 21 _x2006 1 _x60', [requests()]: '100x2100' }, at: '7d50m', firing: [TENANT_A] },
      ],
      [
        'takes counts of none for what they are',
        { series: { [written()]: '0x3 21 0x2100', [requests()]: '100x2100' }, at: '7d35m', firing: [TENANT_A] },
      ],
      [
        'is silent on a holiday, when there are less than half of the requests',
        { series: { [written()]: '_x4 21 _x2100', [requests()]: '100x2015 49x100' }, at: '7d40m', firing: [] },
        { series: { [written()]: '_x4 21 _x2100', [requests()]: '100x2015 50x100' }, at: '7d40m', firing: [TENANT_A] },
      ],
      [
        'is silent where there are no requests at all now, or were none then',
        { series: { [written()]: '_x4 21 _x2100', [requests()]: '100x1900' }, at: '7d40m', firing: [] },
        { series: { [written()]: '_x4 21 _x2100', [requests()]: '_x100 100x2100' }, at: '7d40m', firing: [] },
      ],
      [
        'takes no other objective for the requests of a clinic',
        {
          series: { [written()]: '_x4 21 _x2100', [`slo:total:increase1h${objective('webhook-success')}`]: '9x2100' },
          at: '7d40m',
          firing: [],
        },
      ],
      [
        'is silent for a clinic that is new',
        { series: { [written()]: '_x2000 30x100', [requests()]: '_x2000 100x100' }, at: '7d40m', firing: [] },
      ],
      [
        'names the clinic that is silent and no other',
        {
          series: {
            [written()]: '_x4 21 _x2100',
            [requests()]: '100x2100',
            [written('b')]: '5x2100',
            [requests('b')]: '100x2100',
          },
          at: '7d40m',
          firing: [TENANT_A],
        },
      ],
    ],
  },
  {
    alert: 'DeadLetters',
    boundary: { series: { [dead('invalid')]: '0x300', [dead('rejected')]: '0x300' }, at: '1h' },
    past: {
      series: { [dead('invalid')]: '0x20 1x40', [dead('invalid', 'writer-2')]: '0x20 1x40', [dead('rejected')]: '0x60' },
      silentAt: '5m',
      firesAt: '5m15s',
      fires: [
        {
          labels: INVALID,
          says: {
            summary: 'prod: 2 log records were set aside within an hour: invalid',
            description:
              'The log writer kept 2 records in the dead-letter index, where no search finds them and no retention of a year holds. They may be audit records.',
            dashboard_url: `${DASHBOARDS}/vigia-platform`,
          },
        },
      ],
    },
    ended: { series: { [dead('invalid')]: '0x20 1x400' }, firesAt: '1h5m', overAt: '1h5m15s' },
    also: [
      [
        'fires where a writer that has just begun sets one aside before it is first read',
        { series: { [dead('invalid')]: '0x60', [dead('invalid', 'writer-2')]: '_x20 1x40' }, at: '5m', firing: [INVALID] },
      ],
      [
        'is silent when a new writer begins with none',
        { series: { [dead('invalid')]: '3x300 _x40', [dead('invalid', 'writer-2')]: '_x300 0x40' }, at: '1h20m', firing: [] },
      ],
      ['is silent when a restart begins again', { series: { [dead('invalid')]: '3x300 0x40' }, at: '1h17m', firing: [] }],
      ['does not count old ones again after a gap', { series: { [dead('invalid')]: '3x300 _x60 3x40' }, at: '1h35m', firing: [] }],
      [
        'does not after a gap of most of a day, and does for a series that was gone for longer than one',
        { series: { [dead('invalid')]: '1x30 _x1400 1x20' }, every: '1m', at: '24h', firing: [] },
        { series: { [dead('invalid')]: '1x10 _x1600 1x20' }, every: '1m', at: '26h51m', firing: [INVALID] },
      ],
      [
        'tells what OpenSearch refused from what was invalid',
        {
          series: { [dead('rejected')]: '0x20 5x40', [dead('invalid')]: '0x60' },
          at: '6m',
          firing: [{ env: 'prod', reason: 'rejected' }],
        },
      ],
    ],
  },
  {
    alert: 'LogFieldsDropped',
    every: '1m',
    boundary: { series: { [dropped()]: '0x200' }, at: '3h' },
    past: {
      series: { [dropped()]: '_x5 1x60', [dropped('i-2')]: '_x5 1x60', [dropped('i-3')]: '0x60' },
      silentAt: '4m',
      firesAt: '5m',
      fires: [
        {
          labels: CLINIC,
          says: {
            summary: 'clinic tried to log 2 fields within a day that the contract does not have',
            description:
              'What clinic logs under names that the contract does not have is dropped, for it may be personal data. Somebody expects to find it.',
            dashboard_url: `${DASHBOARDS}/vigia-platform`,
          },
        },
      ],
    },
    ended: { series: { [dropped()]: '_x5 1x1600' }, firesAt: '1d4m', overAt: '1d5m' },
    also: [
      [
        'is over a day after the deployment that cured it',
        { series: { [dropped()]: '_x5 9x60', [dropped('i-2')]: '_x66 0x1600' }, at: '1d4m', firing: [CLINIC] },
        { series: { [dropped()]: '_x5 9x60', [dropped('i-2')]: '_x66 0x1600' }, at: '1d5m', firing: [] },
      ],
      ['counts a restart for nothing', { series: { [dropped()]: '9x1500 0x60' }, at: '25h30m', firing: [] }],
      ['does not count old ones again after a gap', { series: { [dropped()]: '9x1500 _x60 9x60' }, at: '26h30m', firing: [] }],
      [
        'does not after a gap of a day and a half, and does for a series that was gone for longer than two',
        { series: { [dropped()]: '9x10 _x2160 9x60' }, at: '36h30m', firing: [] },
        { series: { [dropped()]: '9x10 _x2900 9x60' }, at: '48h40m', firing: [CLINIC] },
      ],
      [
        'names the service that does it and no other',
        { series: { [dropped()]: '_x5 1x60', [dropped('i-9', 'billing')]: '0x60' }, at: '10m', firing: [CLINIC] },
      ],
    ],
  },
];
