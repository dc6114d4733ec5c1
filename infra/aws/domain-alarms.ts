/** What CloudWatch watches of an OpenSearch domain: the faults that the platform itself could not report, since its logs are in there. */
import type { DeployedEnvironment } from '../environment.ts';

export interface DomainAlarm {
  /** What the alarm's name ends with. */
  readonly name: string;
  /** What broke and what to do, for whoever is paged. */
  readonly description: string;
  /** Metric of the namespace `AWS/ES`. */
  readonly metricName: string;
  readonly statistic: 'Maximum' | 'Minimum';
  readonly comparisonOperator: 'GreaterThanOrEqualToThreshold' | 'LessThanOrEqualToThreshold';
  readonly threshold: number;
  /** Consecutive minutes for which it must hold. */
  readonly minutes: number;
}

/** Below a quarter the domain soon refuses to write, and needs room to move shards. */
const FREE_SHARE = 0.25;

/** The alarms of the environment's domain, with the thresholds that AWS recommends. */
export function domainAlarms({ logStore }: Pick<DeployedEnvironment, 'logStore'>): readonly DomainAlarm[] {
  const reaches = { statistic: 'Maximum', comparisonOperator: 'GreaterThanOrEqualToThreshold' } as const;
  const pressure = { ...reaches, threshold: 95, minutes: 3 };
  const occurs = { ...reaches, threshold: 1, minutes: 1 };
  return [
    {
      ...occurs,
      name: 'red',
      metricName: 'ClusterStatus.red',
      description: 'A primary shard and its replicas are gone: some logs can be neither read nor written. See which node is lost.',
    },
    {
      name: 'free-space',
      metricName: 'FreeStorageSpace',
      statistic: 'Minimum',
      comparisonOperator: 'LessThanOrEqualToThreshold',
      threshold: mebibytes(logStore.storage) * FREE_SHARE,
      minutes: 1,
      description: 'A data node has less than a quarter of its volume left: enlarge the volumes before writes are refused.',
    },
    {
      ...pressure,
      name: 'jvm-pressure',
      metricName: 'JVMMemoryPressure',
      description:
        'A data node has used 95 % of its Java heap for three minutes: it is about to fail. Larger nodes, or fewer shards.',
    },
    ...(logStore.masters
      ? [
          {
            ...pressure,
            name: 'master-jvm-pressure',
            metricName: 'MasterJVMMemoryPressure',
            description: 'A dedicated master has used 95 % of its Java heap for three minutes: larger masters, or fewer shards.',
          },
        ]
      : []),
    {
      ...occurs,
      name: 'key-error',
      metricName: 'KMSKeyError',
      description: 'The key that encrypts the domain is disabled: enable it, or the domain stops and its data is lost.',
    },
    {
      ...occurs,
      name: 'key-inaccessible',
      metricName: 'KMSKeyInaccessible',
      description:
        'The key that encrypts the domain is deleted, or its grant to the domain revoked: restore the latest snapshot into another domain.',
    },
  ];
}

/** CloudWatch counts free space in MiB. */
function mebibytes(storage: DeployedEnvironment['logStore']['storage']): number {
  return Number.parseInt(storage, 10) * 1024;
}
