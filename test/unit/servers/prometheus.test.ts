import { expect, test } from 'vitest';
import { environments } from '../../../infra/environment.ts';
import { prometheusConfig, prometheusFlags } from '../../../servers/prometheus.ts';
import { duration } from '../../../telemetry/contract/index.ts';

const args = {
  speed: 30,
  env: 'local',
  scrape: { gateway: ['127.0.0.1:8889'] },
  ruleFiles: ['/rules.yml'],
  alertmanagers: ['127.0.0.1:9093'],
};

test('scrapes and evaluations run on the clock of the platform, and a scrape never outlasts its interval', () => {
  expect(prometheusConfig(args).global).toEqual({
    scrape_interval: '500ms',
    scrape_timeout: '500ms',
    evaluation_interval: '500ms',
  });
});

test('every scraped series carries its environment', () => {
  expect(prometheusConfig(args).scrape_configs).toEqual([
    { job_name: 'gateway', static_configs: [{ targets: ['127.0.0.1:8889'], labels: { env: 'local' } }] },
  ]);
});

test('without an Alertmanager none is configured: Grafana evaluates the alerts there', () => {
  expect(prometheusConfig({ ...args, alertmanagers: [] }).alerting).toEqual({ alertmanagers: [] });
});

test('a series goes stale after ten seconds at speed 30, as after five minutes at speed 1', () => {
  const flags = { configFile: 'p.yml', dataDirectory: 'd', listen: '127.0.0.1:9090', retention: duration('35d') };
  expect(prometheusFlags({ ...flags, speed: 1 })).toContain('--query.lookback-delta=5m');
  expect(prometheusFlags({ ...flags, speed: 30 })).toContain('--query.lookback-delta=10s');
});

test.each(Object.values(environments))('$name keeps metrics for at least 35 days', ({ metricRetention }) => {
  expect(metricRetention.ms).toBeGreaterThanOrEqual(duration('35d').ms);
});
