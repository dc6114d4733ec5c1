/** The process itself: CPU time, resident memory, event loop, and the version that it runs. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { type MetricName, metrics } from '../contract/index.ts';
import { observeGauge } from './metrics.ts';

/** Every how many milliseconds the event loop is probed. */
const RESOLUTION_MS = 20;

/** CPU time of this process in seconds, user and system. */
export function processCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** @param byTenant each tenant's CPU seconds so far, read at every export */
export function observeProcess(meter: Meter, byTenant: () => ReadonlyMap<string, number>): void {
  const whole = counter(meter, 'process_cpu_time_seconds_total');
  const shares = counter(meter, 'process_cpu_tenant_time_seconds_total');
  meter.addBatchObservableCallback(
    (result) => {
      let sum = 0;
      for (const [tenant, seconds] of byTenant()) {
        result.observe(shares, seconds, { tenant });
        sum += seconds;
      }
      result.observe(whole, sum);
    },
    [whole, shares],
  );
  observeGauge('process_memory_usage_bytes', () => [{ value: process.memoryUsage.rss(), labels: {} }]);
  observeEventLoop();
}

/** 1 for as long as the process lives: what tells is the label. */
export function observeBuild(version: string): void {
  observeGauge('service_build_info', () => [{ value: 1, labels: { version } }]);
}

/** The probe's histogram counts the whole time between probes; what exceeds its period is the delay. */
function observeEventLoop(): void {
  const probe = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  probe.enable();
  observeGauge('nodejs_eventloop_delay_p99_seconds', () => {
    const p99 = probe.count === 0 ? 0 : probe.percentile(99) / 1e9 - RESOLUTION_MS / 1e3;
    probe.reset();
    return [{ value: Math.max(0, p99), labels: {} }];
  });
}

function counter(meter: Meter, name: MetricName) {
  const { otel, description, unit } = metrics[name];
  return meter.createObservableCounter(otel, { description, unit });
}
