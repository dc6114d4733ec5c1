/** What holds data in prod outlives a mistake. */
import type * as kubernetes from '@pulumi/kubernetes';
import { list } from './known.ts';
import { onEvery, type Props, resourcePolicy, type Subject } from './policy.ts';

const HOLDS_DATA: ReadonlySet<string> = new Set([
  'aws:amp/workspace:Workspace',
  'aws:kms/key:Key',
  'aws:opensearch/domain:Domain',
  'aws:s3/bucket:Bucket',
  'kubernetes:core/v1:PersistentVolumeClaim',
]);

export const statefulProtected = resourcePolicy(
  {
    name: 'stateful-protected',
    description: 'In prod every key, bucket, domain, workspace and workload with volumes is protected from deletion.',
    remediation: 'Set protect and retainOnDelete to environment.protect.',
    severity: 'critical',
    serves: ['HIPAA 164.308(a)(7)(ii)(A)', 'HIPAA 164.312(c)(1)', 'GDPR 32(1)(b)', 'GDPR 32(1)(c)', 'LFPDPPP 18', 'Reglamento 63'],
  },
  onEvery(function* (subject) {
    if (subject.prod && holdsData(subject) && !subject.protect) yield 'The resource holds data, and a destroy would delete it.';
  }),
);

function holdsData({ type, props }: Pick<Subject, 'type' | 'props'>): boolean {
  if (HOLDS_DATA.has(type)) return true;
  const { spec } = props as Props<kubernetes.apps.v1.StatefulSetArgs>;
  return type === 'kubernetes:apps/v1:StatefulSet' && list(spec?.volumeClaimTemplates).length > 0;
}
