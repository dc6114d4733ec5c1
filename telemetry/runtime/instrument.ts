/** Starts telemetry in a process: traces and metrics to the Collector, the tenant on each of them. */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { metrics } from '@opentelemetry/api';
import { getNumberFromEnv } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOnSampler, BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { PrismaInstrumentation } from '@prisma/instrumentation';
import { METRIC_INTERVAL } from '../contract/index.ts';
import { useInstance } from './audit/stream.ts';
import { DEFAULT_MAX_TENANTS } from './cardinality.ts';
import type { RequestScope } from './context.ts';
import { cpuAttribution } from './cpu-attribution.ts';
import { observeDatabaseOperations } from './database-operations.ts';
import type { KeyRing, SaltOf } from './keys.ts';
import { useKeys } from './masking.ts';
import { tenantLabel, useMeter } from './metrics.ts';
import { ContextSpanProcessor } from './otel/context-processor.ts';
import { resourceOf, versionOf } from './otel/resource.ts';
import { ScrubSpanProcessor } from './otel/scrub-processor.ts';
import { flushOnSignal, withinDeadline } from './otel/shutdown.ts';
import { contractViews, METER_NAME } from './otel/views.ts';
import { observeBuild, observeProcess, processCpuSeconds } from './process-metrics.ts';
import { oncePerProcess } from './process-state.ts';
import { recordRequest } from './red.ts';
import { isAsset, watchRequests } from './request-scope.ts';

export interface InstrumentOptions {
  /** The service's name, `service.name`. */
  readonly service: string;
  /** The environment, `deployment.environment.name`. */
  readonly env: string;
  /** What tells this process from its replicas, `service.instance.id`. Default: host name, process id and eight hex digits. */
  readonly instance?: string;
  /**
   * What is deployed, `service.version`: a change of it marks a deployment on every dashboard. Default: that of OTEL_RESOURCE_ATTRIBUTES,
   * and `unknown` without one.
   */
  readonly version?: string;
  /** The master keys of PII hashes. */
  readonly keys: KeyRing;
  /** A tenant's salt. Undefined where it is unknown or erased: a random one of this process takes its place. */
  readonly saltOf: SaltOf;
  /** How many distinct tenants this process tells apart in metrics. Default 1,000. */
  readonly maxTenants?: number;
  /** How many of the last hops in X-Forwarded-For are your own proxies. Default 0: the address of the socket. */
  readonly trustedProxies?: number;
}

export interface Telemetry {
  /** Sends what is still here and stops, within five seconds whatever the Collector does. */
  shutdown(): Promise<void>;
}

/** How many ended spans wait for a Collector, where OTEL_BSP_MAX_QUEUE_SIZE does not say: about 2 KB each. */
const SPAN_QUEUE = 8_192;
/** How many series go in one request: half a kilobyte each, so that it stays under the 4 MiB that gRPC takes between Collectors. */
const SERIES_PER_EXPORT = 5_000;
/** The longest that a flush may hold up the end of the process, in milliseconds. */
const FLUSH_DEADLINE_MS = 5_000;

/**
 * Starts traces and metrics, once per process: a second call returns the first one's result. The Collector's address and the
 * intervals come from OpenTelemetry's environment variables (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_METRIC_EXPORT_INTERVAL,
 * OTEL_BSP_*).
 * @throws RangeError for an option that cannot be meant: a process should not start half instrumented
 */
export function instrument(options: InstrumentOptions): Telemetry {
  return oncePerProcess('telemetry', () => start(checked(options)));
}

function start(options: InstrumentOptions): Telemetry {
  const instance = options.instance ?? `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  useKeys(options.keys, options.saltOf);
  useInstance(instance);
  const maxTenants = options.maxTenants ?? DEFAULT_MAX_TENANTS;
  const http = new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => isAsset(url) });
  const resource = resourceOf({ ...options, instance });
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource,
    // The gateway decides by whole trace what to keep; it can only choose among what it gets.
    sampler: new AlwaysOnSampler(),
    spanProcessors: [new ContextSpanProcessor(), new ScrubSpanProcessor(), spanExport()],
    metricReaders: [metricExport()],
    views: contractViews(maxTenants),
    // Logs travel as files.
    logRecordProcessors: [],
    instrumentations: [http, new PrismaInstrumentation()],
  });
  sdk.start();
  patchLoadedHttp();

  const meter = metrics.getMeter(METER_NAME);
  useMeter(meter, maxTenants);
  const cpu = cpuAttribution<RequestScope>(
    ({ context }) => tenantLabel(context.tenantId),
    processCpuSeconds,
    () => performance.now(),
  );
  watchRequests(options.trustedProxies ?? 0, {
    started: cpu.started,
    ended(scope, request, response) {
      cpu.ended(scope);
      recordRequest(scope, request, response);
    },
  });
  observeProcess(meter, cpu.settle);
  observeDatabaseOperations();
  observeBuild(versionOf(resource));

  let stopped: Promise<void> | undefined;
  const shutdown = () => {
    stopped ??= withinDeadline(() => sdk.shutdown(), FLUSH_DEADLINE_MS);
    return stopped;
  };
  flushOnSignal(shutdown);
  return { shutdown };
}

/** Next.js has loaded node:http before it calls `register()`; the instrumentation patches what is required after it. */
function patchLoadedHttp(): void {
  const require = createRequire(import.meta.url);
  require('node:http');
  require('node:https');
}

function spanExport(): BatchSpanProcessor {
  return new BatchSpanProcessor({
    exporter: new OTLPTraceExporter(),
    maxQueueSize: getNumberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE') ?? SPAN_QUEUE,
    ...defined('scheduledDelayMillis', getNumberFromEnv('OTEL_BSP_SCHEDULE_DELAY')),
    ...defined('exportTimeoutMillis', getNumberFromEnv('OTEL_BSP_EXPORT_TIMEOUT')),
    ...defined('maxExportBatchSize', getNumberFromEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE')),
  });
}

function metricExport(): PeriodicExportingMetricReader {
  const interval = getNumberFromEnv('OTEL_METRIC_EXPORT_INTERVAL') ?? METRIC_INTERVAL.ms;
  const timeout = getNumberFromEnv('OTEL_METRIC_EXPORT_TIMEOUT') ?? interval;
  return new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(timeout, interval),
    maxExportBatchSize: SERIES_PER_EXPORT,
  });
}

function defined<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: number });
}

function checked(options: InstrumentOptions): InstrumentOptions {
  const faults: string[] = [];
  if (options.service === '') faults.push('service is empty: give the name of this service, such as clinic');
  if (options.env === '') faults.push('env is empty: give the environment, such as prod');
  if (options.version === '') faults.push('version is empty: give what is deployed, such as 1.4.0, or leave it out');
  const { maxTenants, trustedProxies } = options;
  if (maxTenants !== undefined && !(Number.isInteger(maxTenants) && maxTenants > 0)) {
    faults.push(`maxTenants is ${maxTenants}: give a whole number above 0, or leave it out for ${DEFAULT_MAX_TENANTS}`);
  }
  if (trustedProxies !== undefined && !(Number.isInteger(trustedProxies) && trustedProxies >= 0)) {
    faults.push(`trustedProxies is ${trustedProxies}: give the number of your own proxies in front, 0 or more`);
  }
  if (faults.length > 0) throw new RangeError(`instrument() cannot start: ${faults.join('; ')}.`);
  return options;
}
