import { describe, expect, it } from 'vitest';
import { planJson, planOf } from '../../../preview/plan.ts';
import { summary } from '../../../preview/summary.ts';
import { program } from './program.ts';

const plan = await planOf({ stack: 'dev' }, program);

describe('the plan as JSON', () => {
  it('is the same from run to run', async () => {
    expect(planJson(await planOf({ stack: 'dev' }, program))).toBe(planJson(plan));
  });

  it('has every resource with its parent, its inputs, what it depends on and how it is kept', () => {
    const { stack, resources } = JSON.parse(planJson(plan));
    expect(stack).toBe('dev');
    expect(resources).toHaveLength(plan.resources.length);
    expect(
      resources.find(({ name, type }: { name: string; type: string }) => name === 'server' && type.endsWith('Service')),
    ).toEqual({
      urn: 'urn:pulumi:dev::vigia::vigia:kubernetes:Server$kubernetes:core/v1:Service::server',
      type: 'kubernetes:core/v1:Service',
      name: 'server',
      parent: 'urn:pulumi:dev::vigia::pulumi:pulumi:Stack$vigia:kubernetes:Server::server',
      provider: 'urn:pulumi:dev::vigia::pulumi:pulumi:Stack$pulumi:providers:kubernetes::kubernetes',
      inputs: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { namespace: 'vigia', name: 'server', annotations: { 'pulumi.com/skipAwait': 'true', 'example.org/mode': 'on' } },
        spec: { ports: [{ name: 'http', port: 80 }], selector: { version: '1e3', mask: '0o14' } },
      },
      dependencies: ['urn:pulumi:dev::vigia::pulumi:pulumi:Stack$kubernetes:core/v1:Namespace::vigia'],
      protect: true,
      retainOnDelete: false,
    });
  });

  it('sorts the members of every object', () => {
    expect(Object.keys(JSON.parse(planJson(plan)))).toEqual(['artifacts', 'resources', 'stack']);
    expect(planJson(plan).indexOf('"dependencies"')).toBeLessThan(planJson(plan).indexOf('"inputs"'));
  });

  it('says of every artifact what it holds and its sum', () => {
    expect(
      JSON.parse(planJson(plan)).artifacts.find(({ path }: { path: string }) => path === 'files/vigia/server/server.yml'),
    ).toEqual({
      path: 'files/vigia/server/server.yml',
      content: 'port: 80\n',
      sha256: '9a15d119375b5027bb82337d4d21130403bd1fdcb371929d9df194882e830b29',
    });
  });

  it('holds no secret', () => {
    expect(planJson(plan)).not.toContain('planted');
  });
});

describe('the plan for people', () => {
  it('groups what is made by component, counts it, and marks what is protected', () => {
    expect(summary(plan)).toBe(`Stack dev: 6 resources in 1 component, 1 of them protected; 2 providers; 8 artifacts.

server (vigia:kubernetes:Server): 3 resources
    1 kubernetes:core/v1:ConfigMap
    1 kubernetes:core/v1:Secret
    1 kubernetes:core/v1:Service, protected
  1 grafana:alerting:ContactPoint
  1 grafana:oss:Dashboard
  1 kubernetes:core/v1:Namespace`);
  });
});
