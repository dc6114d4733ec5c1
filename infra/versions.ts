/** The version of everything that is run and not built here: exact, in one place. */

/** Container images, by an exact tag. */
export const images = {
  collector: 'docker.io/otel/opentelemetry-collector-contrib:0.155.0',
  prometheus: 'docker.io/prom/prometheus:v3.16.0',
  /** Watches mounted files and asks Prometheus to read them again. */
  reloader: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0',
  alertmanager: 'docker.io/prom/alertmanager:v0.34.2',
  tempo: 'docker.io/grafana/tempo:2.10.4',
  grafana: 'docker.io/grafana/grafana:12.4.10',
} as const;

/** Grafana's data source for OpenSearch. */
export const OPENSEARCH_PLUGIN = { id: 'grafana-opensearch-datasource', version: '2.34.3' } as const;

/** Amazon OpenSearch Service's name of the engine; the local platform runs the same minor version. */
export const OPENSEARCH_ENGINE = 'OpenSearch_3.5';
