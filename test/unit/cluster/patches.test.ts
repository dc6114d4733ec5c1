/** The changes to the rendered manifests: each for one object, for a reason, and doing what it says. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Plan } from '../../../preview/plan.ts';
import { planOf } from '../../../preview/plan.ts';
import { stackFile } from '../../../preview/stack-file.ts';
import { agentForTwoGateways, prometheusForTwoGateways } from '../../support/cluster/patches/gateways.ts';
import { tempoForEmulator } from '../../support/cluster/patches/tempo.ts';
import { type Patch, patchesFor, type Surroundings } from '../../support/cluster/patches.ts';
import { kustomization, manifestsOf, matching } from '../../support/cluster/stack/kustomization.ts';

const OUTSIDE: Surroundings = {
  aws: 'http://198.18.0.1:5000',
  opensearch: 'http://198.18.0.1:9200',
  slack: { 'slack-ops': 'http://198.18.0.1:8081/services/T0/B0/a', 'slack-security': 'http://198.18.0.1:8081/services/T0/B1/b' },
  grafana: { adminPassword: 'a password', secretKey: 'a key' },
};

let plan: Plan;
let patches: readonly Patch[];
beforeAll(async () => {
  const file = stackFile('dev');
  plan = await planOf({ ...file, config: { ...file.config, 'vigia:evaluator': 'prometheus' } });
  patches = patchesFor(OUTSIDE, rendered);
});

function rendered(path: string): string {
  const found = plan.artifacts.find((artifact) => artifact.path === path);
  if (!found) throw new Error(`The plan has no ${path}.`);
  return found.content;
}

describe('the list of changes', () => {
  it('has for each exactly one rendered object', () => {
    const manifests = manifestsOf(plan).map(({ manifest }) => manifest);
    const counts = patches.map(({ target }) => matching(manifests, target).length);
    expect(counts).toEqual(patches.map(() => 1));
  });

  it('has a reason for each, in sentences', () => {
    for (const { reason } of patches) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });

  it('gives an identity to those service accounts that have a role in the plan, and to no other', () => {
    const associated = plan.resources
      .filter(({ type }) => type === 'aws:eks/podIdentityAssociation:PodIdentityAssociation')
      .map(({ inputs }) => String(inputs.serviceAccount));
    const given = patches
      .filter(({ reason }) => reason.includes('Pod Identity'))
      .filter(({ change }) => JSON.stringify(change).includes('AWS_CONTAINER_CREDENTIALS_FULL_URI'))
      .map(({ target }) => target.name.replace('-[0-9a-f]{10}', ''));
    expect(given.sort()).toEqual(associated.sort());
  });

  it('leaves no secret of the plan as it is masked', () => {
    const masked = manifestsOf(plan).flatMap(({ path, manifest }) =>
      rendered(path).includes('[secret]') ? [[manifest.kind, manifest.metadata.name]] : [],
    );
    expect(masked).toEqual([
      ['Secret', 'alertmanager'],
      ['Secret', 'grafana'],
    ]);
    for (const [kind, name] of masked) {
      const entries = (manifest: unknown) => Object.keys((manifest as { stringData: object }).stringData).sort();
      const patch = patches.find(({ target }) => target.kind === kind && target.name === name);
      const secret = manifestsOf(plan).find(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name);
      expect(entries(patch?.change)).toEqual(entries(secret?.manifest));
    }
  });
});

describe('the folder for kubectl', () => {
  it('names every rendered file, and every change', () => {
    const written = parse(kustomization(plan, patches)) as { resources: string[]; patches: unknown[] };
    expect(written.resources).toHaveLength(manifestsOf(plan).length);
    expect(written.resources).toContain('rendered/manifests/vigia/StatefulSet-tempo.yaml');
    expect(written.patches).toHaveLength(patches.length);
  });

  it('is refused with a change that is for no object, which kubectl would pass over', () => {
    const target = { kind: 'Deployment', namespace: 'vigia', name: 'nobody' };
    expect(() => kustomization(plan, [{ target, change: {}, reason: 'None.' }])).toThrow(
      'The patch of Deployment vigia/nobody (None.) matches 0 rendered objects',
    );
  });

  it('is refused with a change that is for several', () => {
    const target = { kind: 'StatefulSet', namespace: 'vigia', name: '.*' };
    expect(() => kustomization(plan, [{ target, change: {}, reason: 'All.' }])).toThrow('matches 5 rendered objects');
  });
});

it('Tempo keeps its bucket, and finds it in the emulator', () => {
  const changed = parse(tempoForEmulator(rendered('files/vigia/tempo/tempo.yaml'), OUTSIDE.aws));
  const before = parse(rendered('files/vigia/tempo/tempo.yaml'));
  expect(changed.storage.trace.s3).toEqual({
    bucket: 'vigia-dev-traces-111122223333',
    region: 'us-east-1',
    endpoint: '198.18.0.1:5000',
    insecure: true,
    forcepathstyle: true,
  });
  const s3 = before.storage.trace.s3;
  expect({ ...changed, storage: { trace: { ...changed.storage.trace, s3 } } }).toEqual(before);
});

describe('traces for two gateways', () => {
  it('go by the last digit of their id, each to one', () => {
    const { processors, exporters, service } = parse(agentForTwoGateways(rendered('files/vigia-agent/agent/config.yaml')));
    expect(processors['filter/gateway-0']).toEqual({ traces: { span: ['IsMatch(trace_id.string, "^.{31}[89a-f]")'] } });
    expect(processors['filter/gateway-1']).toEqual({ traces: { span: ['IsMatch(trace_id.string, "^.{31}[0-7]")'] } });
    expect(exporters['otlp_http/traces-gateway-1'].endpoint).toBe('http://gateway-1.gateway-pods.vigia.svc:4318');
    const pipelines = Object.keys(service.pipelines).filter((name) => name.startsWith('traces'));
    expect(pipelines).toEqual(['traces/gateway-0', 'traces/gateway-1']);
    expect(service.pipelines['traces/gateway-1']).toEqual({
      receivers: ['otlp'],
      processors: ['memory_limiter', 'filter/gateway-1'],
      exporters: ['otlp_http/traces-gateway-1'],
    });
  });

  it('keep the rendered queue and retries, and leave logs and metrics alone', () => {
    const before = parse(rendered('files/vigia-agent/agent/config.yaml'));
    const after = parse(agentForTwoGateways(rendered('files/vigia-agent/agent/config.yaml')));
    expect(after.exporters['otlp_http/traces-gateway-0']).toEqual(before.exporters['otlp_http/traces']);
    expect(after.exporters['otlp_http/traces']).toBeUndefined();
    for (const signal of ['logs', 'metrics']) {
      expect(after.exporters[`otlp_http/${signal}`]).toEqual(before.exporters[`otlp_http/${signal}`]);
      expect(after.service.pipelines[signal]).toEqual(before.service.pipelines[signal]);
    }
  });

  it('are scraped from both', () => {
    const after = parse(prometheusForTwoGateways(rendered('files/vigia/prometheus/prometheus.yml')));
    const targets = Object.fromEntries(
      after.scrape_configs.map((scrape: { job_name: string; static_configs?: { targets: string[] }[] }) => [
        scrape.job_name,
        scrape.static_configs?.[0]?.targets,
      ]),
    );
    expect(targets.gateway).toEqual(['gateway-0.gateway-pods.vigia.svc:8888', 'gateway-1.gateway-pods.vigia.svc:8888']);
    expect(targets['gateway-counts']).toEqual(['gateway-0.gateway-pods.vigia.svc:8889', 'gateway-1.gateway-pods.vigia.svc:8889']);
    expect(targets.tempo).toEqual(['tempo-0.tempo-pods.vigia.svc:3200']);
  });
});
