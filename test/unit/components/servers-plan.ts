/** The servers of the cluster as the index wires them, on a cluster that is only a handle. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { environments } from '../../../infra/environment.ts';
import type { Cluster } from '../../../infra/kubernetes/cluster.ts';
import { type JsonObject, type Recorded, record } from '../../../preview/record.ts';

export const { dev, prod } = environments;

export const cluster: Cluster = {
  namespaces: { platform: pulumi.output('vigia'), agent: pulumi.output('vigia-agent') },
  networks: {
    externals: {
      kubelet: { cidrs: ['10.0.0.0/16'], port: 10_250 },
      'pod-identity': { cidrs: ['169.254.170.23/32'], port: 80 },
      opensearch: { cidrs: ['10.0.0.0/16'], port: 443 },
      aws: { cidrs: ['0.0.0.0/0'], port: 443 },
      internet: { cidrs: ['0.0.0.0/0'], port: 443, except: ['10.0.0.0/8'] },
      smtp: { cidrs: [], port: 465 },
      database: { cidrs: [], port: 5432 },
    },
    applicationNamespaces: ['clinic', 'clinic-jobs'],
    ingressNamespace: 'ingress-nginx',
  },
  storageClass: 'gp3',
  priorityClasses: { critical: 'vigia-critical', standard: 'vigia-standard' },
};

/** Stands in for a WorkloadIdentity. */
export class Identity extends pulumi.ComponentResource {
  constructor(name: string) {
    super('vigia:aws:WorkloadIdentity', name);
    new random.RandomPassword(`${name}-association`, { length: 1 }, { parent: this });
  }
}

/** What a component makes: without providers and without what the test itself makes around it. */
export async function planOf(component: (opts: pulumi.ComponentResourceOptions) => unknown, stack = 'prod'): Promise<Plan> {
  const resources = await record(
    () => {
      component({ providers: { kubernetes: new kubernetes.Provider('kubernetes'), random: new random.Provider('random') } });
    },
    { stack },
  );
  return new Plan(resources);
}

export class Plan {
  readonly resources: readonly Recorded[];

  constructor(resources: readonly Recorded[]) {
    this.resources = resources;
  }

  /** Kind and name of every Kubernetes object, sorted. */
  get objects(): readonly string[] {
    return this.resources
      .filter(({ type }) => type.startsWith('kubernetes:'))
      .map(({ type, inputs }) => `${type.split(':').at(-1)} ${nameOf(inputs)}`)
      .sort();
  }

  /** The one object of a kind with a name. */
  find(kind: string, name: string): Recorded {
    const found = this.resources.find(({ type, inputs }) => type.endsWith(`:${kind}`) && nameOf(inputs) === name);
    if (!found) throw new Error(`The plan has no ${kind} ${name}: it has ${this.objects.join(', ')}.`);
    return found;
  }

  /** The text of a ConfigMap's file. */
  file(configMap: string, file: string): string {
    return String((this.find('ConfigMap', configMap).inputs.data as JsonObject | undefined)?.[file]);
  }

  /** The pod of a workload, whatever runs it. */
  pod(kind: 'DaemonSet' | 'Deployment' | 'StatefulSet', name: string): PodSpec {
    const { spec } = this.find(kind, name).inputs as unknown as { spec: { template: { spec: PodSpec } } };
    return spec.template.spec;
  }
}

/** As much of a pod as tests look at. */
export interface PodSpec extends JsonObject {
  readonly containers: readonly Container[];
}
export interface Container extends JsonObject {
  readonly name: string;
  readonly args: readonly string[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly: boolean }[];
}

function nameOf(inputs: JsonObject): string {
  return String((inputs.metadata as JsonObject | undefined)?.name);
}
