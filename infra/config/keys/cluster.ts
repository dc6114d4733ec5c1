/** Keys of the Kubernetes cluster that the platform runs on. */
import { z } from 'zod';
import { key, where } from '../key.ts';
import { isDistinct, json, KUBERNETES_NAME, text } from '../kinds.ts';

export const clusterKeys = {
  'cluster:name': key({
    description: 'The EKS cluster.',
    allowed: 'the name of an EKS cluster: letters, digits, - and _',
    example: 'clinic-prod',
    kind: text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/),
    where: where.always,
    required: true,
    placeholder: 'name-of-the-cluster',
  }),
  'cluster:context': key({
    description: "The context of the deployer's kubeconfig file that reaches the cluster. `aws eks update-kubeconfig` writes one.",
    allowed: 'the name of a context, where cluster:kubeconfig is not set',
    example: 'arn:aws:eks:us-east-1:222233334444:cluster/clinic-prod',
    kind: text(/^\S{1,512}$/),
    where: where.always,
    placeholder: 'arn:aws:eks:us-east-1:111122223333:cluster/name-of-the-cluster',
  }),
  'cluster:kubeconfig': key({
    description: 'A whole kubeconfig, in the place of a context: for a deployer without a kubeconfig file.',
    allowed: 'a kubeconfig as YAML or JSON, where cluster:context is not set',
    example: '{"apiVersion":"v1","kind":"Config"}',
    kind: text(/\bkind["']?\s*:\s*["']?Config\b/),
    where: where.always,
    secret: true,
  }),
  'cluster:storageClass': key({
    description: 'The StorageClass of every volume.',
    allowed: 'the name of a StorageClass',
    example: 'gp3',
    kind: text(KUBERNETES_NAME),
    where: where.always,
    byDefault: '`gp3`',
  }),
  'cluster:applicationNamespaces': key({
    description: 'Namespaces whose workloads send telemetry.',
    allowed: "a list of at least one namespace, none of them the platform's own (vigia, vigia-agent)",
    example: '["clinic"]',
    kind: json(
      z
        .array(
          z
            .string()
            .regex(KUBERNETES_NAME)
            .regex(/^(?!vigia(-agent)?$)/),
        )
        .min(1)
        .refine(isDistinct),
    ),
    where: where.always,
    required: true,
  }),
  'cluster:ingressNamespace': key({
    description: 'The namespace of the ingress controller.',
    allowed: 'the name of a namespace',
    example: 'ingress-nginx',
    kind: text(KUBERNETES_NAME),
    where: where.always,
    byDefault: '`ingress-nginx`',
  }),
};
