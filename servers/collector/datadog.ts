/** Datadog in the place of the stores in the cluster. */
import type { Speed } from '../../telemetry/contract/index.ts';
import { auditCountTransform } from './audit-count.ts';
import { EnvironmentVariable, type Settings } from './config.ts';
import { delivery } from './queue.ts';
import { type Destination, QUEUES } from './stores.ts';

export interface DatadogStore {
  readonly datadog: {
    /** Datadog's site, such as `datadoghq.com`. */
    readonly site: string;
    /** The environment variable that holds the API key. */
    readonly apiKeyVariable: string;
    /** The environment variable that holds this gateway's name: it tells the counts of several gateways apart. */
    readonly instanceVariable: string;
  };
}

/** An exporter for each signal, for each has a queue of its own. Distributions keep every bucket; counters arrive as differences. */
export function datadogDestination({ datadog }: DatadogStore, env: string, speed: Speed): Destination {
  const exporter: Settings = {
    api: { site: datadog.site, key: new EnvironmentVariable(datadog.apiKeyVariable) },
    // Named, or it would ask the cloud's metadata service, which no pod here may reach.
    hostname: `vigia-${env}`,
    host_metadata: { enabled: false },
  };
  return {
    exporters: {
      'datadog/logs': { ...exporter, ...delivery({ speed, ...QUEUES.logs }) },
      'datadog/traces': { ...exporter, ...delivery({ speed, ...QUEUES.traces }) },
      'datadog/metrics': {
        ...exporter,
        // `instance` is a resource's attribute until a store makes a label of it.
        metrics: { resource_attributes_as_tags: true },
        ...delivery({ speed, ...QUEUES.metrics }),
      },
    },
    to: { logs: ['datadog/logs'], traces: ['datadog/traces'], metrics: ['datadog/metrics'], counts: ['datadog/metrics'] },
    countProcessors: {
      'transform/audit': auditCountTransform({ scraped: false }),
      // What a scrape would add.
      'attributes/audit': {
        actions: [
          { key: 'env', value: env, action: 'upsert' },
          { key: 'instance', value: new EnvironmentVariable(datadog.instanceVariable), action: 'upsert' },
        ],
      },
    },
  };
}
