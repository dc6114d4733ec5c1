/** A cluster for the tests of single workloads. */
import * as pulumi from '@pulumi/pulumi';
import type { Cluster, Networks } from '../../../infra/kubernetes/cluster.ts';

export const networks: Networks = {
  externals: {
    kubelet: { cidrs: ['10.0.0.0/16'], port: 10_250 },
    'pod-identity': { cidrs: ['169.254.170.23/32'], port: 80 },
    opensearch: { cidrs: ['10.0.0.0/16'], port: 443 },
    aws: { cidrs: ['0.0.0.0/0'], port: 443 },
    internet: { cidrs: ['0.0.0.0/0'], port: 443, except: ['10.0.0.0/8'] },
    smtp: { cidrs: [], port: 465 },
    database: { cidrs: ['10.0.0.0/16'], port: 5432 },
  },
  applicationNamespaces: ['clinic'],
  ingressNamespace: 'ingress-nginx',
};

export const cluster = (): Cluster => ({
  namespaces: { platform: pulumi.output('vigia'), agent: pulumi.output('vigia-agent') },
  networks,
  storageClass: 'gp3',
  priorityClasses: { critical: 'vigia-critical', standard: 'vigia-standard' },
});
