/** What the two stacks are made of. */
import { describe, expect, it } from 'vitest';
import { planOf } from '../../../preview/plan.ts';
import type { Recorded } from '../../../preview/record.ts';
import { stackFile } from '../../../preview/stack-file.ts';

async function resourcesOf(stack: string, changed: Readonly<Record<string, string>> = {}): Promise<readonly Recorded[]> {
  const file = stackFile(stack);
  return (await planOf({ ...file, stack, config: { ...file.config, ...changed } })).resources;
}

const dev = await resourcesOf('dev');
const prod = await resourcesOf('prod');

const isProvider = ({ type }: Recorded) => type.startsWith('pulumi:');
const made = (resources: readonly Recorded[]) => resources.filter((resource) => resource.custom && !isProvider(resource));
const components = (resources: readonly Recorded[]) =>
  resources.filter(({ custom, parent }) => !custom && parent?.includes('pulumi:pulumi:Stack::')).map(({ name }) => name);
const protectedOnes = (resources: readonly Recorded[]) =>
  resources.filter(({ protect }) => protect).map(({ type, name }) => `${type.split(':').at(-1)} ${name}`);

describe('the stack', () => {
  it('has a number of resources that is known', () => {
    expect({ dev: made(dev).length, prod: made(prod).length }).toEqual({ dev: 157, prod: 181 });
  });

  it('has the same components in both environments, but for paging, which dev never does', () => {
    const both = [
      'agent',
      'buckets',
      'cluster',
      'dead-mans-switch',
      'digest',
      'digest-identity',
      'digest-reader',
      'gateway',
      'grafana',
      'grafana-content',
      'grafana-identity',
      'keys',
      'log-store',
      'log-writer',
      'log-writer-identity',
      'opensearch-apply-identity',
      'opensearch-setup',
      'prometheus',
      'tempo',
      'tempo-identity',
    ];
    expect(components(dev).sort()).toEqual(both);
    expect(components(prod).sort()).toEqual([...both, 'on-call'].sort());
  });

  it('protects and keeps whatever holds data in prod, and nothing in dev', () => {
    expect(protectedOnes(dev)).toEqual([]);
    expect(protectedOnes(prod).sort()).toEqual([
      'Bucket buckets-access-logs',
      'Bucket buckets-audit',
      'Bucket buckets-backups',
      'Bucket buckets-traces',
      'Domain log-store-domain',
      'Key keys-alerts',
      'Key keys-archive',
      'Key keys-backups',
      'Key keys-logs',
      'LogGroup log-store-application',
      'LogGroup log-store-audit',
      'LogGroup log-store-index-slow',
      'LogGroup log-store-search-slow',
      'Namespace cluster-platform',
      'RandomPassword grafana-secret-key',
      'StatefulSet gateway',
      'StatefulSet prometheus',
      'StatefulSet tempo',
    ]);
    expect(prod.filter(({ protect, retainOnDelete }) => protect && !retainOnDelete).map(({ urn }) => urn)).toEqual([]);
    expect(dev.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name)).toEqual(['log-store-service-linked-role']);
  });

  it('has Alertmanager where Prometheus evaluates, and no alerting in Grafana then', async () => {
    const resources = await resourcesOf('dev', { 'vigia:evaluator': 'prometheus' });
    expect(components(resources)).toContain('alertmanager');
    expect(resources.filter(({ type }) => type.startsWith('grafana:alerting'))).toEqual([]);
    expect(components(dev)).not.toContain('alertmanager');
  });

  it('has no store of its own, no Grafana and no heartbeat where Datadog is the back end', async () => {
    const resources = await resourcesOf('dev', { 'vigia:backend': 'datadog' });
    expect(components(resources).sort()).toEqual(['agent', 'buckets', 'cluster', 'datadog', 'gateway', 'keys']);
  });

  it('sets OpenSearch up before anything writes to it', () => {
    expect(
      waitsFor('log-writer').filter((urn) => urn.endsWith('$kubernetes:batch/v1:Job::opensearch-setup-worker-job')),
    ).toHaveLength(1);
  });

  it.each(['log-writer', 'tempo', 'grafana'])('lets %s wait for the role that it takes on', (workload) => {
    expect(waitsFor(workload)).toContain(
      `urn:pulumi:prod::vigia::vigia:aws:WorkloadIdentity$aws:eks/podIdentityAssociation:PodIdentityAssociation::${workload}-identity-association`,
    );
  });
});

/** What the pods of a workload wait for, in prod. */
function waitsFor(workload: string): readonly string[] {
  const pods = prod.filter(
    ({ type, inputs }) =>
      /:(Deployment|StatefulSet)$/.test(type) && JSON.stringify(inputs.metadata).includes(`"name":"${workload}"`),
  );
  expect(pods).toHaveLength(1);
  return pods.flatMap(({ dependencies }) => dependencies);
}
