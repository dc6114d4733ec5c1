/** What dashboards show of every tenant and route at once, on the real promtool. */
import { describe, expect, test } from 'vitest';
import { type RecordingTest, recordingFailure } from '../../support/promtool-recording.ts';

const group = { group: 'vigia-shares', every: '15s' } as const;

/** A series of one of two processes. */
const of = (series: string, instance: string, labels: string) =>
  `${series}{env="prod", service="clinic", instance="${instance}", ${labels}}`;
const requests = (part: string, labels: string, instance = 'i-1') =>
  of(`http_route_request_duration_seconds_${part}`, instance, labels);

function rows(cases: Readonly<Record<string, RecordingTest>>): void {
  test.each(Object.entries(cases))('%s', async (_, one) => {
    expect(await recordingFailure(one)).toBe('');
  });
}

describe('the share of each tenant', () => {
  rows({
    'of the processors is what all processes spent for it': {
      ...group,
      series: {
        [of('process_cpu_tenant_time_seconds_total', 'i-1', 'tenant="a"')]: '0+3x60',
        [of('process_cpu_tenant_time_seconds_total', 'i-2', 'tenant="a"')]: '0+1.5x60',
        [of('process_cpu_tenant_time_seconds_total', 'i-1', 'tenant="b"')]: '0+12x60',
      },
      expected: [
        {
          at: '10m',
          query: 'tenant:cpu_cores:rate5m',
          values: { '{env="prod", tenant="a"}': 0.3, '{env="prod", tenant="b"}': 0.8 },
        },
      ],
    },
    'of the database is what all processes have in flight for it': {
      ...group,
      series: {
        [of('db_client_active_operations', 'i-1', 'tenant="a"')]: '4x60',
        [of('db_client_active_operations', 'i-2', 'tenant="a"')]: '3x60',
      },
      expected: [{ at: '10m', query: 'tenant:db_client_active_operations:sum', values: { '{env="prod", tenant="a"}': 7 } }],
    },
    'of what every process reads from the database is there once': {
      ...group,
      series: {
        [of('queue_depth', 'i-1', 'tenant="a", queue="mails"')]: '5x60',
        [of('queue_depth', 'i-2', 'tenant="a", queue="mails"')]: '6x60',
        [of('queue_depth', 'i-1', 'tenant="a", queue="exports"')]: '1x60',
        [of('active_clients', 'i-1', 'tenant="a"')]: '40x60',
        [of('active_clients', 'i-2', 'tenant="a"')]: '40x60',
        [of('active_packages', 'i-1', 'tenant="a", package="ten"')]: '9x60',
        [of('active_packages', 'i-2', 'tenant="a", package="ten"')]: '9x60',
        [of('active_packages', 'i-2', 'tenant="a", package="five"')]: '2x60',
      },
      expected: [
        {
          at: '10m',
          query: 'tenant:queue_depth:max',
          values: { '{env="prod", tenant="a", queue="mails"}': 6, '{env="prod", tenant="a", queue="exports"}': 1 },
        },
        { at: '10m', query: 'tenant:active_clients:max', values: { '{env="prod", tenant="a"}': 40 } },
        {
          at: '10m',
          query: 'tenant:active_packages:max',
          values: { '{env="prod", tenant="a", package="ten"}': 9, '{env="prod", tenant="a", package="five"}': 2 },
        },
      ],
    },
    'of a limiter is that of the process where most is used up': {
      ...group,
      series: {
        [of('rate_limiter_saturation_ratio', 'i-1', 'tenant="a", limiter="api"')]: '0.5x60',
        [of('rate_limiter_saturation_ratio', 'i-2', 'tenant="a", limiter="api"')]: '0.8x60',
        [of('rate_limiter_saturation_ratio', 'i-1', 'tenant="a", limiter="login"')]: '0.1x60',
      },
      expected: [
        {
          at: '10m',
          query: 'tenant:rate_limiter_saturation:max',
          values: { '{env="prod", tenant="a", limiter="api"}': 0.8, '{env="prod", tenant="a", limiter="login"}': 0.1 },
        },
      ],
    },
  });
});

describe('a route', () => {
  const ok = 'route="/a", method="GET", status="2xx"';
  const posted = 'route="/a", method="POST", status="2xx"';
  const failed = 'route="/a", method="GET", status="5xx"';
  rows({
    'has the requests of all methods and processes, and the share of them that failed': {
      ...group,
      series: {
        [requests('count', ok)]: '0+30x60',
        [requests('count', posted, 'i-2')]: '0+15x60',
        [requests('count', failed)]: '0+15x60',
      },
      expected: [
        { at: '10m', query: 'route:request_rate:rate5m', values: { '{env="prod", route="/a"}': 4 } },
        { at: '10m', query: 'route:error_rate:ratio_rate5m', values: { '{env="prod", route="/a"}': 0.25 } },
      ],
    },
    'has no errors where none was counted, and no share of none where there is no request': {
      ...group,
      series: {
        [requests('count', ok)]: '0+30x60',
        [requests('count', 'route="/quiet", method="GET", status="2xx"')]: '7x60',
      },
      expected: [
        {
          at: '10m',
          query: 'route:request_rate:rate5m',
          values: { '{env="prod", route="/a"}': 2, '{env="prod", route="/quiet"}': 0 },
        },
        { at: '10m', query: 'route:error_rate:ratio_rate5m', values: { '{env="prod", route="/a"}': 0 } },
      ],
    },
    'has the 95th percentile of all its requests, and none where there is no request': {
      ...group,
      series: {
        [requests('count', ok)]: '0+100x60',
        [requests('bucket', `${ok}, le="0.1"`)]: '0+90x60',
        [requests('bucket', `${ok}, le="0.25"`)]: '0+100x60',
        [requests('bucket', `${ok}, le="+Inf"`)]: '0+100x60',
        [requests('count', 'route="/quiet", method="GET", status="2xx"')]: '7x60',
        [requests('bucket', 'route="/quiet", method="GET", status="2xx", le="+Inf"')]: '7x60',
      },
      // 90 within 0.1 s, ten more within 0.25 s: the 95th is in the middle of these.
      expected: [{ at: '10m', query: 'route:latency_p95:rate5m', values: { '{env="prod", route="/a"}': 0.175 } }],
    },
  });
});

describe('the distribution of all requests', () => {
  rows({
    'counts in each bucket the requests of all routes that took at most so long': {
      ...group,
      series: {
        [requests('bucket', 'route="/a", method="GET", status="2xx", le="0.1"')]: '0+15x60',
        [requests('bucket', 'route="/b", method="GET", status="5xx", le="0.1"', 'i-2')]: '0+30x60',
        [requests('bucket', 'route="/a", method="GET", status="2xx", le="+Inf"')]: '0+60x60',
        [requests('bucket', 'route="/b", method="GET", status="5xx", le="+Inf"', 'i-2')]: '0+30x60',
      },
      expected: [
        {
          at: '10m',
          query: 'fleet:request_duration_bucket:rate5m',
          values: { '{env="prod", le="0.1"}': 3, '{env="prod", le="+Inf"}': 6 },
        },
      ],
    },
  });
});
