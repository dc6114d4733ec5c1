/** Every Kubernetes object says what it belongs to. */
import type * as kubernetes from '@pulumi/kubernetes';
import { onEvery, type Props, resourcePolicy } from '../policy.ts';

const REQUIRED = ['app.kubernetes.io/name', 'app.kubernetes.io/part-of', 'app.kubernetes.io/managed-by'] as const;

export const kubernetesLabels = resourcePolicy(
  {
    name: 'kubernetes-labels',
    description: `Every Kubernetes object has the labels ${REQUIRED.join(', ')}.`,
    remediation: 'Give it metadata() of its workload.',
    severity: 'low',
    serves: ['GDPR 5(2)', 'LFPDPPP 18', 'Reglamento 61'],
  },
  onEvery(function* ({ type, props }) {
    if (!type.startsWith('kubernetes:')) return;
    const { metadata } = props as Props<{ metadata: kubernetes.types.input.meta.v1.ObjectMeta }>;
    const missing = REQUIRED.filter((label) => !metadata?.labels?.[label]);
    if (missing.length > 0) yield `The object does not have ${missing.join(', ')} among its labels.`;
  }),
);
