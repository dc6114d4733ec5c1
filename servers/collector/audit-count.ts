/** Audit records counted where they pass: what the SDK says that it wrote is compared with this. */
import { contract, NO_TENANT } from '../../telemetry/contract/index.ts';
import type { Settings } from './config.ts';
import { closedLabels, SERVICE_LABEL } from './metrics.ts';

const metric = contract.metrics.audit_records_total;

/** Counts the records that have a `stream`; others are log lines. */
export function auditCounter(): Settings {
  return {
    logs: {
      [metric.otel]: {
        description: metric.description,
        conditions: ['log.attributes["stream"] != nil'],
        attributes: [
          { key: 'tenantId', default_value: NO_TENANT },
          { key: 'outcome', default_value: '_other' },
        ],
      },
    },
  };
}

/**
 * Gives the counts their labels, but `env`, which every scraped series gets from its target. Where they are scraped, their times become
 * one constant: the Prometheus exporter adds a count to the one before only where it starts when that ended, which counts of records
 * from many files never do.
 */
export function auditCountTransform({ scraped }: { readonly scraped: boolean }): Settings {
  return {
    error_mode: 'ignore',
    metric_statements: [
      { context: 'metric', statements: [`set(metric.unit, "${metric.unit}")`] },
      {
        context: 'datapoint',
        statements: [
          'set(datapoint.attributes["tenant"], datapoint.attributes["tenantId"])',
          'delete_key(datapoint.attributes, "tenantId")',
          ...closedLabels(metric.labels),
          SERVICE_LABEL,
          ...(scraped ? ['set(datapoint.start_time_unix_nano, 1)', 'set(datapoint.time_unix_nano, 1)'] : []),
        ],
      },
      // Otherwise the exporter makes labels `job` and `instance` of it, in the way of the scrape's own.
      { context: 'resource', statements: ['keep_keys(resource.attributes, [])'] },
    ],
  };
}

/** Where Prometheus scrapes the counts. A clinic's counter must outlive its quiet days. */
export function countsExporter(endpoint: string): Settings {
  return { endpoint, metric_expiration: '720h', without_scope_info: true };
}
