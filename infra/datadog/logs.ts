/** What Datadog does with the contract's log records: how long it keeps them, and what it makes of their fields. */
import type { types } from '@pulumi/datadog';
import type { recordFields } from '../../telemetry/contract/index.ts';
import type { DeployedEnvironment } from '../environment.ts';

type Named = Pick<DeployedEnvironment, 'name'>;
type Field = keyof typeof recordFields;

/** The name of a field, which the contract has to have. */
const field = (name: Field): Field => name;

/** The records of an environment. */
export function recordsOf({ name }: Named): string {
  return `env:${name}`;
}

/** Its audit records: those of a hash chain. Log lines have none. */
export function auditRecordsOf(environment: Named): string {
  return `${recordsOf(environment)} @${field('stream')}:*`;
}

/** For how many days the index answers. Datadog admits the values of the organisation's contract, and refuses others by name. */
export interface IndexRetention {
  readonly retentionDays: number;
  /** In all, the days before included: the cheaper Flex tier has the rest. Absent where nobody asks about last year. */
  readonly flexRetentionDays?: number;
}

/** In prod a year at least, as everywhere: Datadog counts in months of thirty days, and twelve of them are too few. */
export const INDEX_RETENTION: Readonly<Record<DeployedEnvironment['name'], IndexRetention>> = {
  dev: { retentionDays: 7 },
  prod: { retentionDays: 30, flexRetentionDays: 450 },
};

/**
 * The steps that make Datadog's own attributes of our fields. Our `status` says how an operation ended; Datadog's is the severity,
 * which we call `level`: without its step Datadog would take the one for the other.
 */
export function processors(): types.input.LogsCustomPipelineProcessor[] {
  const from = (what: string, source: Field | 'service.name') => ({
    name: `${what} from ${source}`,
    sources: [source],
    isEnabled: true,
  });
  return [
    { dateRemapper: from('date', field('timestamp')) },
    { statusRemapper: from('status', field('level')) },
    { messageRemapper: from('message', field('event')) },
    { serviceRemapper: from('service', 'service.name') },
    { traceIdRemapper: from('trace', field('traceId')) },
    { spanIdRemapper: from('span', field('spanId')) },
    {
      // The name that metrics and traces have for it: one facet for all three.
      attributeRemapper: {
        ...from('tenant', field('tenantId')),
        sourceType: 'attribute',
        target: 'tenant',
        targetType: 'tag',
        preserveSource: true,
        overrideOnConflict: false,
      },
    },
  ];
}
