import { describe, expect, it } from 'vitest';
import { type CollectorConfig, gatewayConfig, renderCollector } from '../../../servers/collector/index.ts';
import { duration } from '../../../telemetry/contract/index.ts';

const gateway: CollectorConfig = gatewayConfig({
  storageDirectory: '/var/lib/otelcol',
  healthEndpoint: '0.0.0.0:13133',
  metricsEndpoint: { host: '0.0.0.0', port: 8888 },
  memoryLimitMiB: 500,
  speed: 1,
  env: 'prod',
  otlp: { endpoint: '0.0.0.0:4318' },
  logsEndpoint: '0.0.0.0:4319',
  slowTrace: duration('1s'),
  datadog: { site: 'datadoghq.com', apiKeyVariable: 'DD_API_KEY', instanceVariable: 'POD_NAME' },
});

describe('the gateway to Datadog', () => {
  it('cleans, samples and counts as the other does', () => {
    const { pipelines } = gateway.service;
    expect(pipelines.logs?.processors).toEqual(['memory_limiter', 'transform/logs']);
    expect(pipelines.traces?.processors).toEqual(['memory_limiter', 'transform/traces', 'tail_sampling']);
    expect(pipelines.metrics?.processors).toEqual(['memory_limiter', 'filter/metrics', 'transform/metrics']);
    expect(pipelines.logs?.exporters).toEqual(['datadog/logs', 'count/audit']);
  });

  it('tells the counts of each gateway apart, and leaves them their times', () => {
    expect(gateway.service.pipelines['metrics/audit']).toEqual({
      receivers: ['count/audit'],
      processors: ['transform/audit', 'attributes/audit', 'batch/audit'],
      exporters: ['datadog/metrics'],
    });
    const actions = /actions:\n\s+- key: env\n\s+value: prod\n\s+action: upsert\n\s+- key: instance\n\s+value: \$\{env:POD_NAME\}/;
    expect(renderCollector(gateway)).toMatch(actions);
    expect(JSON.stringify(gateway.processors['transform/audit'])).not.toContain('time_unix_nano');
  });

  it('waits on disk for as long as Datadog does not answer, with logs written through', () => {
    expect(gateway.exporters['datadog/logs']).toMatchObject({
      sending_queue: { storage: 'file_storage/logs' },
      retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
    });
    expect(gateway.exporters['datadog/metrics']).toMatchObject({
      sending_queue: { storage: 'file_storage/telemetry', num_consumers: 1 },
      metrics: { resource_attributes_as_tags: true },
    });
  });

  it('names the API key’s variable and asks no cloud who it is', () => {
    const yaml = renderCollector(gateway);
    expect(yaml.match(/key: \$\{env:DD_API_KEY\}/g)).toHaveLength(3);
    expect(yaml.match(/hostname: vigia-prod/g)).toHaveLength(3);
  });

  it('sends nothing to Prometheus, Tempo or the log writer', () => {
    expect(Object.keys(gateway.exporters).filter((id) => !id.startsWith('datadog/'))).toEqual([]);
  });
});

it('a dollar that is no variable stays one', () => {
  expect(renderCollector({ ...gateway, receivers: { otlp: { text: 'a$b' } } })).toContain('text: a$$b');
});
