import { describe, expect, it } from 'vitest';
import { operations } from '../../../dashboards/operations.ts';
import { contract } from '../../../telemetry/contract/index.ts';
import { selectorsOf } from '../../../telemetry/query/index.ts';
import { asked, panelOf, queriesOf } from '../../support/asked.ts';

const ofClinics = 'env="$env", tenant=~"$tenant"';

describe('the top of Operations', () => {
  it('answers whether it is well now, from left to right', () => {
    const top = operations.panels.filter(({ y }) => y === 0).map(({ panel }) => panel);
    expect(top.map(({ title }) => title)).toEqual([
      'Requests',
      'Errors',
      'Latency, p95',
      'Event loop delay, p99',
      'Waiting for the database',
      'Jobs waiting',
    ]);
    expect(new Set(top.map(({ kind }) => kind))).toEqual(new Set(['stat']));
  });

  it('weighs errors by requests: a share of shares would weigh a quiet clinic as much as a busy one', () => {
    expect(asked(operations, 'errors-now')).toEqual({
      Errors: `1 - (sum by (env) (slo:good:increase5m{slo="api-availability", ${ofClinics}}) / (sum by (env) (slo:total:increase5m{slo="api-availability", ${ofClinics}}) > 0))`,
    });
  });

  it('has the latency of all clinics from recorded buckets, and none where nobody asks', () => {
    expect(asked(operations, 'latency-now')).toEqual({
      'All clinics':
        'histogram_quantile(0.95, fleet:request_duration_bucket:rate5m{env="$env"}) and (sum by (env) (fleet:request_duration_bucket:rate5m{le="+Inf", env="$env"}) > 0)',
      'Slowest clinic': `max by (env) (tenant:latency_p95:rate5m{${ofClinics}})`,
    });
  });
});

describe('resources', () => {
  it('are told apart by clinic where they can be, and by workload where not', () => {
    expect(asked(operations, 'cpu-by-clinic')).toEqual({
      '{{tenant}}': `tenant:cpu_cores:rate5m{${ofClinics}} and topk(10, max_over_time(tenant:cpu_cores:rate5m{${ofClinics}}[$__range] @ end()))`,
    });
    expect(asked(operations, 'cpu-by-workload')).toEqual({
      '{{service}}': 'sum by (env, service) (rate(process_cpu_time_seconds_total{env="$env"}[5m]))',
    });
    expect(asked(operations, 'memory-by-workload')).toEqual({
      '{{service}}, all processes': 'sum by (env, service) (process_memory_usage_bytes{env="$env"})',
      '{{service}}, largest process': 'max by (env, service) (process_memory_usage_bytes{env="$env"})',
    });
    expect(panelOf(operations, 'memory-by-workload').description).toContain('cannot be attributed to a clinic');
  });

  it('show the line of the alert on rate limiters', () => {
    expect(panelOf(operations, 'rate-limiters')).toMatchObject({
      thresholds: { steps: [{ from: 0.8, state: 'warning' }] },
      max: 1,
    });
  });

  it('count processes by version, so that a deployment that is stuck shows', () => {
    expect(asked(operations, 'processes')).toEqual({
      '{{service}} {{version}}': 'count by (env, service, version) (service_build_info{env="$env"})',
    });
  });
});

describe('tables', () => {
  it('of clinics list those with the most requests now, and what each of them uses', () => {
    const most = `topk(15, tenant:request_rate:rate5m{${ofClinics}})`;
    const rows = `and on (env, tenant) ${most}`;
    expect(asked(operations, 'top-clinics')).toEqual({
      Requests: most,
      Errors: `tenant:error_rate:ratio_rate5m{${ofClinics}} ${rows}`,
      'Latency, p95': `tenant:latency_p95:rate5m{${ofClinics}} ${rows}`,
      CPU: `tenant:cpu_cores:rate5m{${ofClinics}} ${rows}`,
      'Database operations': `tenant:db_client_active_operations:sum{${ofClinics}} ${rows}`,
      'Jobs waiting': `sum by (env, tenant) (tenant:queue_depth:max{${ofClinics}}) ${rows}`,
    });
  });

  it('of routes list the slowest and the most failing of now', () => {
    expect(asked(operations, 'slowest-routes').Requests).toBe(
      'route:request_rate:rate5m{env="$env"} and on (env, route) topk(10, route:latency_p95:rate5m{env="$env"})',
    );
    expect(asked(operations, 'failing-routes').Requests).toBe(
      'route:request_rate:rate5m{env="$env"} and on (env, route) topk(10, route:error_rate:ratio_rate5m{env="$env"})',
    );
  });
});

describe('webhooks', () => {
  it('that failed are what was delivered and not processed', () => {
    expect(asked(operations, 'webhook-deliveries')).toEqual({
      Processed: `sum by (env) (slo:good:increase5m{slo="webhook-success", ${ofClinics}})`,
      Failed: `sum by (env) (slo:total:increase5m{slo="webhook-success", ${ofClinics}}) - sum by (env) (slo:good:increase5m{slo="webhook-success", ${ofClinics}})`,
    });
  });

  it('that Stripe repeated are none, not nothing, where requests show that somebody would have seen them', () => {
    expect(asked(operations, 'webhook-retries').Retries).toMatch(
      /or \(sum by \(env\) \(tenant:request_rate:rate5m\{env="\$env", tenant=~"\$tenant"\}\) \* 0\)$/,
    );
    expect(panelOf(operations, 'webhook-retries')).toMatchObject({ thresholds: { steps: [{ from: 3, state: 'warning' }] } });
  });
});

it('no panel but a number without a course reads raw series that every clinic has', () => {
  const dear = operations.panels
    .filter(({ panel }) =>
      Object.values(queriesOf(panel)).some(({ node }) => selectorsOf(node).some(({ series }) => isRawOfClinics(series))),
    )
    .map(({ panel }) => panel);
  expect(dear.map(({ id, kind }) => [id, kind])).toEqual([['webhook-retries', 'stat']]);
  expect(dear[0]).toMatchObject({ course: false });
});

function isRawOfClinics(series: string): boolean {
  const { labels }: { labels: readonly string[] } = contract.metrics[
    series.replace(/_(count|bucket|sum)$/, '') as keyof typeof contract.metrics
  ] ?? { labels: [] };
  return labels.includes('tenant');
}
