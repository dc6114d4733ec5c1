/** Properties that cannot be changed: with another value of one of them the resource is made anew. */

type Properties = Readonly<Record<string, unknown>>;

/** Of AWS, some: the names by which its services know things. */
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  'aws:s3/bucket:Bucket': ['bucket', 'objectLockEnabled'],
  'aws:iam/role:Role': ['name'],
  'aws:kms/alias:Alias': ['name'],
  'aws:opensearch/domain:Domain': ['domainName'],
  'aws:sns/topic:Topic': ['name'],
};

/** Of Kubernetes, those that its provider replaces for, by kind; a name is one of every kind's. */
const BY_KIND: Readonly<Record<string, readonly string[]>> = {
  DaemonSet: ['spec.selector'],
  Deployment: ['spec.selector'],
  Job: ['spec.completions', 'spec.parallelism', 'spec.selector', 'spec.template'],
  Secret: ['type'],
  Service: ['spec.clusterIP'],
  StatefulSet: [
    'spec.podManagementPolicy',
    'spec.revisionHistoryLimit',
    'spec.selector',
    'spec.serviceName',
    'spec.volumeClaimTemplates',
  ],
};

/** Paths of the properties that make another resource of it. */
export function replacing(type: string, olds: Properties, news: Properties): string[] {
  const paths = type.startsWith('kubernetes:')
    ? ['metadata.name', 'metadata.namespace', ...(BY_KIND[type.split(':').at(-1) ?? ''] ?? [])]
    : (BY_TYPE[type] ?? []);
  return paths.filter((path) => JSON.stringify(at(olds, path)) !== JSON.stringify(at(news, path)));
}

function at(properties: Properties, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Properties | undefined)?.[key], properties);
}
