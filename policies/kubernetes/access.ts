/** Who may ask Kubernetes for what: nearly nobody, and nobody for what leads to more. */
import type * as kubernetes from '@pulumi/kubernetes';
import { list } from '../known.ts';
import { type Findings, kind, on, type Props, resourcePolicy } from '../policy.ts';
import { onPods } from './workloads.ts';

type Rule = Props<kubernetes.types.input.rbac.v1.PolicyRule>;
type BindingArgs = kubernetes.rbac.v1.ClusterRoleBindingArgs;

export const podNoApiToken = resourcePolicy(
  {
    name: 'pod-no-api-token',
    description: 'No pod is given a token that Kubernetes takes.',
    remediation: 'Set automountServiceAccountToken to false, and project no serviceAccountToken without an audience of its own.',
    severity: 'high',
    serves: ['HIPAA 164.308(a)(4)(ii)(B)', 'HIPAA 164.312(a)(1)', 'GDPR 25(2)', 'GDPR 32(1)(b)', 'LFPDPPP 18', 'Reglamento 57'],
  },
  ...onPods(function* ({ spec }) {
    if (spec.automountServiceAccountToken !== false) yield 'The pod gets a token by itself.';
    for (const { name, projected } of list(spec.volumes)) {
      const token = list(projected?.sources).find(({ serviceAccountToken }) => serviceAccountToken);
      if (token && !token.serviceAccountToken?.audience) yield `Volume ${name} holds a token.`;
    }
  }),
);

export const clusterReadOnly = resourcePolicy(
  {
    name: 'cluster-read-only',
    description: 'No role changes anything in the cluster, reads secrets, or leads to more than it says.',
    remediation: 'Name the resources and give get, list and watch alone; of the kubelet nodes/stats, nodes/metrics and nodes/pods.',
    severity: 'critical',
    serves: ['HIPAA 164.308(a)(4)(ii)(B)', 'HIPAA 164.312(a)(1)', 'GDPR 25(2)', 'GDPR 32(1)(b)', 'LFPDPPP 18', 'Reglamento 57'],
  },
  ...(['ClusterRole', 'Role'] as const).map((role) =>
    on(kind<{ readonly rules?: Rule[] }>(`kubernetes:rbac.authorization.k8s.io/v1:${role}`), function* ({ props }) {
      for (const rule of list(props.rules)) yield* tooMuch(rule);
    }),
  ),
  ...(['ClusterRoleBinding', 'RoleBinding'] as const).map((binding) =>
    on(kind<BindingArgs>(`kubernetes:rbac.authorization.k8s.io/v1:${binding}`), function* ({ props }) {
      const { name = '' } = props.roleRef ?? {};
      if (BROAD_ROLES.includes(name)) yield `It binds ${name}, which comes with the cluster and may do nearly everything.`;
    }),
  ),
);

const READING: readonly string[] = ['get', 'list', 'watch'];

/** Roles of every cluster, those that read secrets or change what runs. */
const BROAD_ROLES: readonly string[] = ['cluster-admin', 'admin', 'edit'];

/** What a `get` is enough for to run commands, to be somebody else, or to read what is secret. */
const MORE_THAN_READING = /^(\*|\*\/.+|.+\/\*|secrets|.+\/(proxy|exec|attach|portforward|token))$/;

function* tooMuch({ verbs, resources, apiGroups }: Rule): Findings {
  const changing = list(verbs).filter((verb) => !READING.includes(verb ?? ''));
  if (changing.length > 0) yield `A rule allows ${changing.join(', ')}.`;
  if (list(apiGroups).includes('*')) yield 'A rule holds for every API.';
  const broad = list(resources).filter((resource) => MORE_THAN_READING.test(resource ?? ''));
  if (broad.length > 0) yield `A rule opens ${broad.join(', ')}.`;
}
