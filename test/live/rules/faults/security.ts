/** Who may be attacking a clinic, or reading what is another's. */
import type { Fault } from '../../../support/fault.ts';
import { DASHBOARDS, objective, sdk, TENANT_A } from './series.ts';

const auth = (
  labels: {
    readonly instance?: string;
    readonly tenant?: string;
    readonly event?: string;
    readonly outcome?: string;
    readonly source?: string;
  } = {},
) => {
  const { instance = 'i-1', tenant = 'a', event = 'login', outcome = 'failure', source = 'ipv4' } = labels;
  return `auth_events_total{env="prod", service="clinic", instance="${instance}", tenant="${tenant}", event="${event}", outcome="${outcome}", source="${source}"}`;
};
const ofTenant = (series: string, tenant = 'a') => `${series}{env="prod", tenant="${tenant}"}`;

/** Five-minute counts of failed log-ins, an average hour and a busy one, and requests since the beginning. */
const tile = (tenant = 'a') => ofTenant('tenant:failed_logins:increase5m_tile', tenant);
const usual = (average: number, busy: number, tenant = 'a') => ({
  [ofTenant('tenant:failed_logins:hourly_average7d', tenant)]: `${average}x2100`,
  [ofTenant('tenant:failed_logins:busy_hour7d', tenant)]: `${busy}x2100`,
  [`slo:total:increase_period${objective('api-availability', tenant)}`]: '90x2100',
});

const IPV4 = { env: 'prod', source: 'ipv4' };
const ofAll = 'fleet:failed_logins:increase5m{env="prod", source="ipv4"}';

const leak = `cross_tenant_access_total${sdk('tenant="a"')}`;
const leakOfSecond = 'cross_tenant_access_total{env="prod", service="clinic", instance="i-2", tenant="a"}';
const leakElsewhere = `cross_tenant_access_total${sdk('tenant="b"')}`;

const privileged = (tenant = 'a', action = 'role_change') =>
  `tenant:privileged_actions:increase5m_tile{env="prod", tenant="${tenant}", action="${action}"}`;

const DASHBOARD = `${DASHBOARDS}/vigia-security`;
const PRESET = `${DASHBOARD}?var-tenant=a`;

export const securityFaults: readonly Fault[] = [
  {
    alert: 'FailedLoginSpike',
    boundary: { series: { [auth()]: '_x20 20x40' }, at: '9m45s' },
    past: {
      series: { [auth()]: '_x20 20x3 21x40' },
      silentAt: '5m45s',
      firesAt: '6m',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: 21 failed log-ins within five minutes',
            description: 'Somebody may be guessing passwords of a: more than 20 log-ins failed within five minutes.',
            dashboard_url: PRESET,
          },
        },
      ],
    },
    ended: { series: { [auth()]: '_x20 21x60' }, firesAt: '9m45s', overAt: '10m' },
    also: [
      ['fires at twenty-one, all in one step', { series: { [auth()]: '_x20 21x40' }, at: '6m', firing: [TENANT_A] }],
      [
        'adds up what comes from several addresses and reaches several processes',
        {
          series: { [auth()]: '_x20 11x40', [auth({ source: 'ipv6', instance: 'i-2' })]: '_x20 10x40' },
          at: '6m',
          firing: [TENANT_A],
        },
      ],
      [
        'is silent on what is no failed log-in',
        {
          series: {
            [auth({ outcome: 'success' })]: '_x20 99x40',
            [auth({ outcome: 'denied' })]: '_x20 99x40',
            [auth({ event: 'password_reset' })]: '_x20 99x40',
          },
          at: '6m',
          firing: [],
        },
      ],
      [
        'counts on where a restart begins again, and the restart itself for nothing',
        { series: { [auth()]: '0x20 15x3 0x2 5x40' }, at: '7m', firing: [] },
        { series: { [auth()]: '0x20 15x3 0x2 6x40' }, at: '7m', firing: [TENANT_A] },
      ],
      [
        'counts nothing again after a gap, in a process of two hours, nor after a long one in one of a day',
        { series: { [auth()]: '500x120 _x20 500x20' }, every: '1m', at: '2h21m', firing: [] },
        { series: { [auth()]: '500x1500 _x80 500x20' }, every: '1m', at: '26h21m', firing: [] },
      ],
      [
        'names the clinic that is attacked and no other',
        { series: { [auth()]: '_x20 21x40', [auth({ tenant: 'b' })]: '_x20 20x40' }, at: '6m', firing: [TENANT_A] },
      ],
      [
        'fires in maintenance as well: nobody announces an attack',
        { series: { [auth()]: '_x20 21x40', 'fleet:maintenance:active': '1x80' }, at: '6m', firing: [TENANT_A] },
      ],
    ],
  },
  {
    alert: 'FailedLoginsAboveBaseline',
    every: '5m',
    boundary: { series: { [tile()]: '0x2019 20 0x40', ...usual(4, 6) }, at: '7d1h' },
    past: {
      series: { [tile()]: '0x2019 20 1 0x40', ...usual(4, 6) },
      silentAt: '7d20m',
      firesAt: '7d25m',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: 21 failed log-ins within an hour, more than five times its average',
            description:
              'Somebody may be guessing passwords of a slowly: more than 10 within an hour, five times its average and twice a busy hour of its last seven days.',
            dashboard_url: PRESET,
          },
        },
      ],
    },
    ended: { series: { [tile()]: '0x2019 20 1 0x40', ...usual(4, 6) }, firesAt: '7d1h15m', overAt: '7d1h20m' },
    also: [
      [
        'is silent in an office hour that is only twice a busy one, although the nights make the average small',
        { series: { [tile()]: '0x2019 22 0x40', ...usual(2, 11) }, at: '7d25m', firing: [] },
        { series: { [tile()]: '0x2019 23 0x40', ...usual(2, 11) }, at: '7d25m', firing: [TENANT_A] },
      ],
      [
        'is silent at ten, however few are usual',
        { series: { [tile()]: '0x2019 10 0x40', ...usual(0, 0) }, at: '7d25m', firing: [] },
        { series: { [tile()]: '0x2019 11 0x40', ...usual(0, 0) }, at: '7d25m', firing: [TENANT_A] },
      ],
      [
        'is silent where two hours together are unusual, and neither of them alone',
        { series: { [tile()]: '0x2010 12 0x11 12 0x40', ...usual(2, 11) }, at: '7d35m', firing: [] },
        { series: { [tile()]: '0x2010 15 0x11 15 0x40', ...usual(4, 6) }, at: '7d35m', firing: [] },
      ],
      [
        'is silent in the first week of a clinic, and looks from its last moment on',
        { series: { [tile()]: '50x2100', ...usual(1, 1) }, at: '6d23h55m', firing: [] },
        { series: { [tile()]: '50x2100', ...usual(1, 1) }, at: '7d', firing: [TENANT_A] },
      ],
      [
        'takes no other objective for the requests of a clinic',
        {
          series: {
            [tile()]: '50x2100',
            [ofTenant('tenant:failed_logins:hourly_average7d')]: '1x2100',
            [ofTenant('tenant:failed_logins:busy_hour7d')]: '1x2100',
            [`slo:total:increase_period${objective('booking-latency')}`]: '9x2100',
          },
          at: '7d1h',
          firing: [],
        },
      ],
      [
        'is silent where nothing is known of what is usual',
        {
          series: { [tile()]: '50x2100', [`slo:total:increase_period${objective('api-availability')}`]: '9x2100' },
          at: '7d1h',
          firing: [],
        },
      ],
      [
        'names the clinic to which it is unusual and no other',
        {
          series: { [tile()]: '2x2100', ...usual(1, 1), [tile('b')]: '2x2100', ...usual(5, 9, 'b') },
          at: '7d1h',
          firing: [TENANT_A],
        },
      ],
    ],
  },
  {
    alert: 'FailedLoginSpray',
    boundary: { series: { [auth()]: '_x20 50x40', [auth({ tenant: 'b' })]: '_x20 50x40' }, at: '9m45s' },
    past: {
      series: { [auth()]: '_x20 50x40', [auth({ tenant: 'b' })]: '_x20 50x3 51x40' },
      silentAt: '5m45s',
      firesAt: '6m',
      fires: [
        {
          labels: IPV4,
          says: {
            summary: 'prod: 101 failed log-ins of all clinics within five minutes, from ipv4 addresses',
            description:
              'Somebody may be trying passwords over many clinics, few at each: more than 100 log-ins from ipv4 addresses failed within five minutes, at least three times as many as a week ago.',
            dashboard_url: DASHBOARD,
          },
        },
      ],
    },
    ended: {
      series: { [auth()]: '_x20 60x60', [auth({ tenant: 'b' })]: '_x20 60x60' },
      firesAt: '9m45s',
      overAt: '10m',
    },
    also: [
      [
        'looks at each class of address by itself',
        { series: { [auth()]: '_x20 99x40', [auth({ source: 'ipv6' })]: '_x20 99x40' }, at: '6m', firing: [] },
        {
          series: { [auth()]: '_x20 99x40', [auth({ source: 'ipv6' })]: '_x20 101x40' },
          at: '6m',
          firing: [{ env: 'prod', source: 'ipv6' }],
        },
      ],
      [
        'is silent on what is no failed log-in',
        {
          series: { [auth({ outcome: 'success' })]: '_x20 900x40', [auth({ event: 'logout' })]: '_x20 900x40' },
          at: '6m',
          firing: [],
        },
      ],
      [
        'is silent under three times the busiest five minutes of the same hour of last week, and no longer',
        { series: { [ofAll]: '0x3 50 0x2014 149x40' }, every: '5m', at: '7d20m', firing: [] },
        { series: { [ofAll]: '0x3 50 0x2014 149x40' }, every: '5m', at: '7d1h15m', firing: [] },
        { series: { [ofAll]: '0x3 50 0x2014 149x40' }, every: '5m', at: '7d1h20m', firing: [IPV4] },
        { series: { [ofAll]: '0x3 50 0x2014 150x40' }, every: '5m', at: '7d20m', firing: [IPV4] },
      ],
      ['counts nothing again after a gap', { series: { [auth()]: '500x120 _x20 500x20' }, every: '1m', at: '2h21m', firing: [] }],
      ['counts a restart for nothing', { series: { [auth()]: '90x40 0x40' }, at: '12m', firing: [] }],
    ],
  },
  {
    alert: 'CrossTenantAccess',
    boundary: { series: { [leak]: '0x60' }, at: '15m' },
    past: {
      series: { [leak]: '_x20 1x40' },
      silentAt: '4m45s',
      firesAt: '5m',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: "a: a request touched another clinic's data",
            description:
              "A request of a was about to read or write another clinic's rows. The guard blocks it by default; a single one is an incident.",
            dashboard_url: PRESET,
          },
        },
      ],
    },
    ended: { series: { [leak]: '_x20 1x400' }, firesAt: '9m45s', overAt: '10m' },
    also: [
      ['fires again on the next event', { series: { [leak]: '_x20 1x60 2x40' }, at: '21m', firing: [TENANT_A] }],
      ['does not fire for an old event after a gap in the data', { series: { [leak]: '1x40 _x60 1x40' }, at: '26m', firing: [] }],
      [
        'does not fire for one after a gap of most of a day, and does for a series that was gone for longer than one',
        { series: { [leak]: '1x30 _x1400 1x20' }, every: '1m', at: '23h52m', firing: [] },
        { series: { [leak]: '1x10 _x1500 1x20' }, every: '1m', at: '25h11m', firing: [TENANT_A] },
      ],
      [
        'does not fire for a counter that a restart set back to nothing',
        { series: { [leak]: '1x60 0x40' }, at: '16m', firing: [] },
      ],
      [
        'names the clinic in context and no other',
        { series: { [leak]: '_x20 1x40', [leakElsewhere]: '0x60' }, at: '5m15s', firing: [TENANT_A] },
      ],
      [
        'fires on what one process saw, whatever the others did not',
        { series: { [leak]: '_x20 1x40', [leakOfSecond]: '0x60' }, at: '5m15s', firing: [TENANT_A] },
      ],
      [
        'fires in maintenance as well',
        { series: { [leak]: '_x20 1x40', 'tenant:maintenance:active{tenant="a"}': '1x60' }, at: '5m15s', firing: [TENANT_A] },
      ],
    ],
  },
  {
    alert: 'PrivilegedActionSurge',
    every: '5m',
    boundary: { series: { [privileged()]: '0x3 20 0x40' }, at: '1h' },
    past: {
      series: { [privileged()]: '0x3 20 1 0x40' },
      silentAt: '20m',
      firesAt: '25m',
      fires: [
        {
          labels: TENANT_A,
          says: {
            summary: 'a: 21 privileged actions within an hour',
            description:
              'Privileged users of a changed roles or settings, exported data or acted as others 21 times within an hour, where more than 20 is unusual. An account may be taken over.',
            dashboard_url: PRESET,
          },
        },
      ],
    },
    ended: { series: { [privileged()]: '0x3 20 1 0x40' }, firesAt: '1h15m', overAt: '1h20m' },
    also: [
      [
        'adds up actions of several kinds',
        { series: { [privileged()]: '12 0x40', [privileged('a', 'data_export')]: '8 0x40' }, at: '30m', firing: [] },
        { series: { [privileged()]: '12 0x40', [privileged('a', 'data_export')]: '9 0x40' }, at: '30m', firing: [TENANT_A] },
      ],
      [
        'is silent where the same are spread over two hours',
        { series: { [privileged()]: '11 0x10 0 10 0x40' }, at: '1h', firing: [] },
      ],
      [
        'names the clinic whose users do so much and no other',
        { series: { [privileged()]: '30 0x20', [privileged('b')]: '15 0x20' }, at: '30m', firing: [TENANT_A] },
      ],
    ],
  },
];
