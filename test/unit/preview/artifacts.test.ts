import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { artifactsOf } from '../../../preview/artifacts.ts';
import type { Recorded } from '../../../preview/monitor.ts';
import { planOf } from '../../../preview/plan.ts';
import { program } from './program.ts';

const { artifacts, resources } = await planOf({ stack: 'dev' }, program);
const contentOf = (path: string) => artifacts.find((artifact) => artifact.path === path)?.content;

describe('the artifacts of a plan', () => {
  it('are manifests, files, dashboards and alerting, and nothing of providers', () => {
    expect(artifacts.map(({ path }) => path)).toEqual([
      'dashboards/operations.json',
      'files/vigia/server/rules.yml',
      'files/vigia/server/server.yml',
      'grafana/ContactPoint/ops.json',
      'manifests/cluster/Namespace-vigia.yaml',
      'manifests/vigia/ConfigMap-server.yaml',
      'manifests/vigia/Secret-server.yaml',
      'manifests/vigia/Service-server.yaml',
    ]);
  });

  it('have manifests that kubectl takes: nothing of Pulumi, and no text that YAML reads as a number', () => {
    expect(contentOf('manifests/vigia/Service-server.yaml')).toBe(`apiVersion: v1
kind: Service
metadata:
  name: server
  namespace: vigia
  annotations:
    example.org/mode: "on"
spec:
  ports:
    - name: http
      port: 80
  selector:
    mask: "0o14"
    version: "1e3"
`);
  });

  it('have the files that servers read, as they read them', () => {
    expect(contentOf('files/vigia/server/server.yml')).toBe('port: 80\n');
    expect(parse(contentOf('manifests/vigia/ConfigMap-server.yaml') ?? '').data['server.yml']).toBe('port: 80\n');
  });

  it('name the entries of a Secret and not their values', () => {
    expect(parse(contentOf('manifests/vigia/Secret-server.yaml') ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'vigia', name: 'server' },
      stringData: { token: '[secret]', 'a-key': '[secret]' },
    });
  });

  it("have a dashboard's model, and the rest as it is given to the API", () => {
    expect(contentOf('dashboards/operations.json')).toBe('{\n  "title": "Operations",\n  "uid": "operations"\n}\n');
    expect(JSON.parse(contentOf('grafana/ContactPoint/ops.json') ?? '')).toEqual({
      name: 'ops',
      slacks: [{ url: '[secret]', text: 'all' }],
    });
  });

  it('hold no secret', () => {
    expect(artifacts.filter(({ content }) => content.includes('planted'))).toEqual([]);
  });

  it('are never two under one path', () => {
    const twins = resources
      .filter(({ name }) => name === 'operations')
      .flatMap((dashboard): Recorded[] => [dashboard, { ...dashboard, urn: `${dashboard.urn}-2` }]);
    expect(() => artifactsOf(twins)).toThrow(
      'Two resources would be written to dashboards/operations.json: give one another name.',
    );
  });
});
