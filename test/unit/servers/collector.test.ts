import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { agentConfig, type CollectorConfig, gatewayConfig, renderCollector } from '../../../servers/collector/index.ts';
import { contract, duration } from '../../../telemetry/contract/index.ts';

const base = {
  storageDirectory: '/var/lib/otelcol',
  healthEndpoint: '0.0.0.0:13133',
  metricsEndpoint: { host: '0.0.0.0', port: 8888 },
  memoryLimitMiB: 500,
};
const agentArgs = {
  ...base,
  speed: 1,
  logs: { include: ['/var/log/pods/*/*/*.log'], format: 'container' },
  otlp: { endpoint: '127.0.0.1:4318' },
  gateways: ['http://gateway:4318/'],
  logGateway: 'http://gateway-logs:4320',
} as const;
const gatewayArgs = {
  ...base,
  speed: 1,
  env: 'prod',
  otlp: { endpoint: '0.0.0.0:4318' },
  logsEndpoint: '0.0.0.0:4320',
  prometheus: [{ url: 'http://prometheus-0:9090/api/v1/otlp' }, { url: 'http://prometheus-1:9090/api/v1/otlp' }],
  logWriter: 'http://log-writer:8080',
  traces: { url: 'http://tempo:4318' },
  countsEndpoint: '0.0.0.0:9464',
  slowTrace: duration('1s'),
} as const;
const both = [
  ['agent', agentConfig(agentArgs)],
  ['gateway', gatewayConfig(gatewayArgs)],
] as const satisfies (readonly [string, CollectorConfig])[];

describe.each(both)('the %s', (_, config) => {
  const { pipelines } = config.service;

  it('uses in its pipelines exactly the components that it has', () => {
    const named = (kind: 'receivers' | 'processors' | 'exporters') =>
      [...new Set(Object.values(pipelines).flatMap((pipeline) => pipeline[kind]))].sort();
    const connectors = Object.keys(config.connectors ?? {});
    expect(named('receivers')).toEqual([...Object.keys(config.receivers), ...connectors].sort());
    expect(named('processors')).toEqual(Object.keys(config.processors).sort());
    expect(named('exporters')).toEqual([...Object.keys(config.exporters), ...connectors].sort());
    expect([...config.service.extensions].sort()).toEqual(Object.keys(config.extensions).sort());
  });

  it('limits memory before anything else is done to what comes in', () => {
    const incoming = Object.values(pipelines).filter(({ receivers }) => !receivers.includes('count/audit'));
    expect(incoming.map(({ processors }) => processors[0])).toEqual(incoming.map(() => 'memory_limiter'));
  });

  it('holds everything that leaves in a queue on disk and tries for ever', () => {
    const leaving = Object.entries(config.exporters).filter(([id]) => id !== 'prometheus/audit');
    expect(leaving.length).toBeGreaterThan(2);
    for (const [id, settings] of leaving) {
      expect(settings, id).toMatchObject({
        sending_queue: { storage: id.endsWith('/logs') ? 'file_storage/logs' : 'file_storage/telemetry' },
        retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
      });
    }
  });

  it('writes the queues of logs through to the disk', () => {
    expect(config.extensions).toMatchObject({ 'file_storage/logs': { fsync: true }, 'file_storage/telemetry': { fsync: false } });
  });

  it('joins logs behind the queue, never in a batch processor, which a kill would empty', () => {
    expect(pipelines.logs?.processors.some((id) => id.startsWith('batch'))).toBe(false);
    expect(config.exporters['otlp_http/logs']).toMatchObject({ sending_queue: { batch: { sizer: 'bytes' } } });
  });

  it('keeps the order of metrics', () => {
    const metrics = Object.entries(config.exporters).filter(([id]) => /metrics|prometheus-/.test(id));
    for (const [, settings] of metrics) {
      expect(settings).toMatchObject({ sending_queue: { num_consumers: 1 } });
      expect(settings.sending_queue).not.toHaveProperty('batch');
    }
  });

  it('renders to the same text each time, with dollar signs escaped', () => {
    const text = renderCollector(config);
    expect(renderCollector(structuredClone(config))).toBe(text);
    expect(text.replaceAll('$$', '')).not.toContain('$');
    expect(parse(text.replaceAll('$$', '$'))).toEqual(JSON.parse(JSON.stringify(config)));
  });
});

describe('the agent', () => {
  it('asks no kubelet where there is none', () => {
    expect(JSON.stringify(agentConfig(agentArgs))).not.toContain('kubelet');
  });

  it('reads from the beginning, whole lines only, and stops reading when its queue is full', () => {
    expect(agentConfig(agentArgs).receivers.file_log).toMatchObject({
      start_at: 'beginning',
      force_flush_period: '0s',
      include_file_path: true,
      include_file_record_offset: true,
      storage: 'file_storage/telemetry',
      retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
    });
  });

  it('recombines the lines of containers before it parses them', () => {
    const types = (format: 'container' | 'json-lines') => {
      const { operators } = agentConfig({ ...agentArgs, logs: { include: ['x'], format } }).receivers.file_log as {
        operators: { type: string }[];
      };
      return operators.slice(0, 2).map(({ type }) => type);
    };
    expect(types('container')).toEqual(['container', 'json_parser']);
    expect(types('json-lines')).toEqual(['json_parser', 'time_parser']);
  });

  it('sends to one gateway by HTTP', () => {
    const { exporters } = agentConfig(agentArgs);
    expect(Object.entries(exporters).map(([id, { endpoint }]) => [id, endpoint])).toEqual([
      ['otlp_http/logs', 'http://gateway-logs:4320'],
      ['otlp_http/traces', 'http://gateway:4318'],
      ['otlp_http/metrics', 'http://gateway:4318'],
    ]);
  });

  it('spreads whole traces, and the series of one process together, over several gateways', () => {
    const { exporters } = agentConfig({ ...agentArgs, gateways: ['http://gateway-0:4318', 'http://gateway-1:4318'] });
    expect(Object.keys(exporters)).toEqual(['otlp_http/logs', 'load_balancing/traces', 'load_balancing/metrics']);
    const balanced = {
      resolver: { static: { hostnames: ['gateway-0:4317', 'gateway-1:4317'] } },
      protocol: { otlp: { tls: { insecure: true }, sending_queue: { enabled: false } } },
    };
    expect(exporters['load_balancing/traces']).toMatchObject({ ...balanced, routing_key: 'traceID' });
    expect(exporters['load_balancing/metrics']).toMatchObject({ ...balanced, routing_key: 'resource' });
  });

  it('refuses gateways that are none, in a sentence', () => {
    expect(() => agentConfig({ ...agentArgs, gateways: [] })).toThrow('give at least one URL');
    expect(() => agentConfig({ ...agentArgs, gateways: ['gateway:4317'] })).toThrow(
      '"gateway:4317" is no gateway: give an http or https URL',
    );
    expect(() => agentConfig({ ...agentArgs, logGateway: '' })).toThrow('"" is no gateway');
  });

  it('polls and retries on the platform’s clock, but never more often than every 100 ms', () => {
    const retry = (speed: number) => agentConfig({ ...agentArgs, speed }).exporters['otlp_http/logs']?.retry_on_failure;
    expect(retry(1)).toMatchObject({ initial_interval: '1s', max_interval: '30s' });
    expect(retry(30)).toMatchObject({ initial_interval: '100ms', max_interval: '1s' });
    expect(agentConfig({ ...agentArgs, speed: 1 }).receivers.file_log).toMatchObject({ poll_interval: '1s' });
    expect(agentConfig({ ...agentArgs, speed: 30 }).receivers.file_log).toMatchObject({ poll_interval: '100ms' });
  });
});

describe('the agent beside a kubelet', () => {
  const kubelet = {
    urlVariable: 'KUBELET_URL',
    nodeVariable: 'NODE_NAME',
    caFile: '/ca.crt',
    namespaces: ['vigia', 'clinic.v2'],
  };
  const config = agentConfig({ ...agentArgs, kubelet });
  const pipeline = config.service.pipelines['metrics/kubelet'];

  it('asks it as often as all else is measured, for containers and volumes, and needs no API server', () => {
    expect(JSON.parse(JSON.stringify(config.receivers.kubeletstats))).toEqual({
      endpoint: { name: 'KUBELET_URL' },
      auth_type: 'serviceAccount',
      ca_file: '/ca.crt',
      collection_interval: '15s',
      metric_groups: ['container', 'volume'],
      extra_metadata_labels: ['k8s.volume.type'],
      metrics: { 'k8s.container.cpu_request_utilization': { enabled: true } },
    });
    const faster = agentConfig({ ...agentArgs, speed: 30, kubelet }).receivers.kubeletstats;
    expect(faster).toMatchObject({ collection_interval: '500ms' });
  });

  it('sends on what it hears by the queue of its other metrics, memory limited first', () => {
    expect(pipeline).toEqual({
      receivers: ['kubeletstats'],
      processors: ['memory_limiter', 'filter/kubelet', 'resource/kubelet', 'transform/kubelet', 'groupbyattrs/kubelet'],
      exporters: ['otlp_http/metrics'],
    });
    expect(Object.keys(config.processors)).toEqual(pipeline?.processors);
  });

  it('drops what is not the contract’s, other namespaces, and volumes without a claim', () => {
    expect(config.processors['filter/kubelet']?.metric_conditions).toEqual([
      'not IsMatch(metric.name, "^(?:container\\\\.cpu\\\\.usage|k8s\\\\.container\\\\.cpu_request_utilization|container\\\\.memory\\\\.working_set|container\\\\.memory\\\\.available|k8s\\\\.volume\\\\.available|k8s\\\\.volume\\\\.capacity)$")',
      'not IsMatch(resource.attributes["k8s.namespace.name"], "^(?:vigia|clinic\\\\.v2)$")',
      'IsMatch(metric.name, "^k8s\\\\.volume\\\\.") and resource.attributes["k8s.persistentvolumeclaim.name"] == nil',
    ]);
  });

  it('gives every point the contract’s labels, and the resource a service and a node', () => {
    expect(JSON.stringify(config.processors['transform/kubelet']).replaceAll('\\"', '"')).toContain(
      [
        'set(datapoint.attributes["namespace"], resource.attributes["k8s.namespace.name"])',
        'set(datapoint.attributes["pod"], resource.attributes["k8s.pod.name"])',
        'set(datapoint.attributes["container"], resource.attributes["k8s.container.name"])',
        'set(datapoint.attributes["volume"], resource.attributes["k8s.persistentvolumeclaim.name"])',
      ].join('","'),
    );
    expect(JSON.parse(JSON.stringify(config.processors['resource/kubelet'])).attributes).toEqual([
      { key: 'service.name', value: 'kubelet', action: 'upsert' },
      { key: 'service.instance.id', value: { name: 'NODE_NAME' }, action: 'upsert' },
    ]);
  });

  it('reads address and node’s name from the environment when it starts', () => {
    const text = renderCollector(config);
    expect(text).toContain('endpoint: $'.concat('{env:KUBELET_URL}'));
    expect(text).toContain('value: $'.concat('{env:NODE_NAME}'));
  });
});

describe('the gateway', () => {
  const { processors, exporters, receivers, service } = gatewayConfig(gatewayArgs);
  const sampling = (args: Partial<Parameters<typeof gatewayConfig>[0]> = {}) =>
    gatewayConfig({ ...gatewayArgs, ...args }).processors.tail_sampling as {
      decision_wait: string;
      policies: { name: string; type: string }[];
    };

  it('sends all metrics to each Prometheus replica by an exporter of its own', () => {
    expect(service.pipelines.metrics?.exporters).toEqual(['otlp_http/prometheus-0', 'otlp_http/prometheus-1']);
    expect(exporters['otlp_http/prometheus-1']?.endpoint).toBe('http://prometheus-1:9090/api/v1/otlp');
  });

  it('takes logs by a receiver of their own', () => {
    expect(receivers['otlp/logs']).toEqual({ protocols: { http: { endpoint: '0.0.0.0:4320' } } });
    expect(service.pipelines.logs?.receivers).toEqual(['otlp/logs']);
    expect(Object.values(service.pipelines).filter((pipeline) => pipeline.receivers.includes('otlp/logs'))).toHaveLength(1);
  });

  it('sends logs as JSON and counts the audit records among them', () => {
    expect(exporters['otlp_http/logs']).toMatchObject({ endpoint: 'http://log-writer:8080', encoding: 'json' });
    expect(service.pipelines.logs?.exporters).toEqual(['otlp_http/logs', 'count/audit']);
  });

  it('has one sampling policy per fault, one for everybody, and one per tier that keeps more', () => {
    expect(sampling().policies).toEqual([
      { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
      expect.objectContaining({ numeric_attribute: { key: 'http.response.status_code', min_value: 500, max_value: 599 } }),
      expect.objectContaining({ numeric_attribute: { key: 'http.status_code', min_value: 500, max_value: 599 } }),
      { name: 'slow', type: 'latency', latency: { threshold_ms: 1_000 } },
      { name: 'everyone', type: 'probabilistic', probabilistic: { sampling_percentage: 10 } },
      {
        name: 'tier-enterprise',
        type: 'and',
        and: {
          and_sub_policy: [
            { name: 'enterprise', type: 'string_attribute', string_attribute: { key: 'tenant.tier', values: ['enterprise'] } },
            { name: 'share', type: 'probabilistic', probabilistic: { sampling_percentage: 50 } },
          ],
        },
      },
    ]);
  });

  it('waits for a trace on the platform’s clock, but always until a slow one has ended', () => {
    expect(sampling().decision_wait).toBe('30s');
    expect(sampling({ speed: 10 }).decision_wait).toBe('3s');
    expect(sampling({ speed: 30 }).decision_wait).toBe('3s');
  });

  it('names every metric that may arrive, and not the one that it counts itself', () => {
    const text = JSON.stringify(processors['filter/metrics']);
    for (const { otel, emitter } of Object.values(contract.metrics)) {
      expect(text.includes(`metric.name == \\"${otel}\\"`), otel).toBe(emitter !== 'collector');
    }
  });

  it('keeps of each metric the contract’s labels', () => {
    const statements = JSON.stringify(processors['transform/metrics']).replaceAll('\\"', '"');
    expect(statements).toMatch(
      /aggregate_on_attributes\("sum", \["tenant", "tier", "status"\]\) where IsMatch\(metric\.name, "\^\(\?:http/,
    );
    expect(statements).toMatch(/aggregate_on_attributes\("max", \["tenant", "limiter"\]\)/);
    expect(statements).toMatch(/aggregate_on_attributes\("sum", \[\]\) where IsMatch\(metric\.name, "\^\(\?:process/);
  });
});
