/** Pods, whatever makes them. */
import type * as kubernetes from '@pulumi/kubernetes';
import { list } from '../known.ts';
import { type Check, type Findings, type Kind, kind, type Member, on, type Props, type Stack, type Subject } from '../policy.ts';

export type PodSpec = Props<kubernetes.types.input.core.v1.PodSpec>;
export type Container = Props<kubernetes.types.input.core.v1.Container>;
type Template = Props<kubernetes.types.input.core.v1.PodTemplateSpec>;

/** Pods as one workload makes them. */
export interface Pods {
  readonly labels: Readonly<Record<string, string | undefined>>;
  readonly spec: PodSpec;
  /** Whether they are meant to run until they are stopped. */
  readonly serves: boolean;
}

interface WorkloadArgs {
  readonly metadata?: kubernetes.types.input.meta.v1.ObjectMeta;
  readonly spec: { readonly template: Template };
}

const servers: readonly Kind<WorkloadArgs>[] = [
  kind('kubernetes:apps/v1:DaemonSet'),
  kind('kubernetes:apps/v1:Deployment'),
  kind('kubernetes:apps/v1:StatefulSet'),
];
const JOB = kind<WorkloadArgs>('kubernetes:batch/v1:Job');
const CRON_JOB = kind<{ readonly spec: { readonly jobTemplate: WorkloadArgs } }>('kubernetes:batch/v1:CronJob');
const POD = kind<{ readonly metadata?: Template['metadata']; readonly spec?: PodSpec }>('kubernetes:core/v1:Pod');

/** The pods of a resource; undefined where it makes none. */
export function podsOf({ type, props }: Pick<Subject, 'type' | 'props'>): Pods | undefined {
  switch (type) {
    case JOB.token:
      return fromTemplate((props as Props<WorkloadArgs>).spec?.template, false);
    case CRON_JOB.token:
      return fromTemplate((props as { spec?: { jobTemplate?: Props<WorkloadArgs> } }).spec?.jobTemplate?.spec?.template, false);
    case POD.token:
      return fromTemplate(props as Template, false);
    default:
      return servers.some(({ token }) => token === type)
        ? fromTemplate((props as Props<WorkloadArgs>).spec?.template, true)
        : undefined;
  }
}

function fromTemplate(template: Template | undefined, serves: boolean): Pods {
  return { labels: template?.metadata?.labels ?? {}, spec: template?.spec ?? {}, serves };
}

/** Checks of every kind that makes pods. */
export function onPods(run: (pods: Pods) => Findings): readonly Check[] {
  return [...servers, JOB, CRON_JOB, POD].map(({ token }) =>
    on(kind<object>(token), (subject) => {
      const pods = podsOf({ ...subject, props: subject.props as Subject['props'] });
      return pods ? run(pods) : [];
    }),
  );
}

/** Checks of each container, those that run before the others included. */
export function onContainers(run: (container: Container, pods: Pods, isInit: boolean) => Findings): readonly Check[] {
  return onPods(({ spec, ...rest }) => {
    const pods = { spec, ...rest };
    return [
      ...list(spec.initContainers).flatMap((container) => [...run(container, pods, true)]),
      ...list(spec.containers).flatMap((container) => [...run(container, pods, false)]),
    ];
  });
}

/** Every resource of the stack that makes pods. */
export function workloads(stack: Stack): readonly (Member & { readonly pods: Pods })[] {
  return stack.members.flatMap((member) => {
    const pods = podsOf(member);
    return pods ? [{ ...member, pods }] : [];
  });
}
