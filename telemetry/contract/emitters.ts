/** Who emits a signal: every metric names one, so that a panel without data has somebody to ask. */

export const emitters = {
  sdk: '`@vigia/telemetry` itself',
  application: 'the application, through `@vigia/telemetry`',
  collector: 'the gateway Collector',
  agent: 'the agent Collector',
  'log-writer': 'the log writer',
  'chain-verifier': 'the audit chain verifier',
  'freshness-exporter': 'the freshness exporter',
  prometheus: 'Prometheus itself',
  alertmanager: 'Alertmanager itself',
  grafana: 'Grafana itself',
  tempo: 'Tempo itself',
} as const;

export type Emitter = keyof typeof emitters;
