/** What the application runs on, and which clinic uses how much of it. */
import * as units from '@grafana/grafana-foundation-sdk/units';
import { catalogue } from '../../alerts/catalogue.ts';
import { duration } from '../../telemetry/contract/index.ts';
import { counter, gauge } from '../../telemetry/query/index.ts';
import { lines, stacked, tenantLinks, withAlertLine } from '../style.ts';
import { metric, ofTenant } from '../targets.ts';

export function cpuLines() {
  const cpu = counter('process_cpu_tenant_time_seconds_total').rate(duration('5m')).sumBy('env', 'tenant');
  return stacked({
    title: 'CPU by clinic',
    description: 'Cores in use, attributed to clinics by their share of the request time.',
    unit: units.Short,
  })
    .withTarget(metric(ofTenant(cpu), { legend: '{{tenant}}', busiest: true }))
    .dataLinks(tenantLinks());
}

export function memoryLines() {
  return lines({
    title: 'Memory',
    description: 'Resident memory of all instances together. A heap has no owner: it cannot be told apart by clinic.',
    unit: units.BytesIEC,
  }).withTarget(metric(gauge('process_memory_usage_bytes').acrossInstances(), { legend: 'all instances' }));
}

export function eventLoopLines() {
  return lines({
    title: 'Event loop delay, p99',
    description: 'Of the slowest instance. Above some tens of milliseconds every request waits.',
    unit: units.Seconds,
  }).withTarget(metric(gauge('nodejs_eventloop_delay_p99_seconds').acrossInstances(), { legend: 'slowest instance' }));
}

export function connectionLines() {
  return stacked({
    title: 'Database connections',
    description:
      'Connections of all pools by state. Pending ones wait for a connection: the pool is too small, or queries too slow.',
    unit: units.Short,
  }).withTarget(metric(gauge('db_client_connections').acrossInstances(), { legend: '{{state}}' }));
}

export function operationLines() {
  return stacked({
    title: 'Database operations by clinic',
    description: 'Operations in flight: which clinic holds the pool.',
    unit: units.Short,
  })
    .withTarget(metric(ofTenant(gauge('db_client_active_operations').acrossInstances()), { legend: '{{tenant}}', busiest: true }))
    .dataLinks(tenantLinks());
}

export function queueLines() {
  return lines({
    title: 'Queue depth',
    description: 'Jobs that wait, by clinic and queue. One that only grows has no worker.',
    unit: units.Short,
  })
    .withTarget(metric(ofTenant(gauge('queue_depth').acrossInstances()), { legend: '{{tenant}} {{queue}}', busiest: true }))
    .dataLinks(tenantLinks());
}

export function limiterLines() {
  const panel = lines({
    title: 'Rate limiters',
    description: 'Share of the allowance that is used up. Above the line for ten minutes it alerts: requests are refused soon.',
    unit: units.PercentUnit,
  })
    .withTarget(
      metric(ofTenant(gauge('rate_limiter_saturation_ratio').acrossInstances()), {
        legend: '{{tenant}} {{limiter}}',
        busiest: true,
      }),
    )
    .dataLinks(tenantLinks());
  return withAlertLine(panel, catalogue.RateLimiterSaturated);
}
