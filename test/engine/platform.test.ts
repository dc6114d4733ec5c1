/** The platform on the real engine: made, unchanged, changed in one place, and destroyed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyList } from '../../infra/config/keys.ts';
import type { Engine, Result } from '../support/engine/engine.ts';
import { configuredStack, DATADOG_SECRETS, PLANTED, SECRETS } from '../support/engine/platform.ts';
import { secretsIn, shownIn } from '../support/engine/secrets.ts';

/** `op type name` of each step that changes something, sorted. */
function changes({ steps }: Result): string[] {
  return steps
    .filter(({ op }) => op !== 'same')
    .map(({ op, urn }) => {
      const [, , types = '', name = ''] = urn.split('::');
      return `${op} ${types.split('$').at(-1)} ${name}`;
    })
    .sort();
}

async function succeeded(result: Promise<Result>): Promise<Result> {
  const { code, output } = await result;
  expect(code, output).toBe(0);
  return result;
}

/** The state knows these secrets and shows neither them nor any other, generated ones included. */
async function expectSecrets(engine: Engine, ...known: string[]): Promise<void> {
  const secrets = secretsIn(await engine.exportedInClear());
  expect(secrets).toEqual(expect.arrayContaining([...known]));
  const state = await engine.exported();
  expect(shownIn(state, secrets)).toEqual([]);
  // In a part of one, or inside another text.
  expect(state.includes(PLANTED)).toBe(false);
}

/** What the state holds: nothing more is known of a resource here. */
async function resourcesOf(engine: Engine): Promise<{ readonly urn: string; readonly protect?: boolean }[]> {
  const { resources = [] } = JSON.parse(await engine.exported()).deployment;
  return resources.map(({ urn, protect }: { urn: string; protect?: boolean }) => ({ urn, ...(protect && { protect }) }));
}

const nameOf = ({ urn }: { readonly urn: string }) => urn.split('::').at(-1) ?? '';

/** What holds data in prod, with an evaluator and a remote store of its own. */
const PROTECTED = [
  'alertmanager',
  'buckets-access-logs',
  'buckets-audit',
  'buckets-backups',
  'buckets-traces',
  'cluster-platform',
  'gateway',
  'grafana-secret-key',
  'keys-alerts',
  'keys-archive',
  'keys-backups',
  'keys-logs',
  'log-store-application',
  'log-store-audit',
  'log-store-domain',
  'log-store-index-slow',
  'log-store-search-slow',
  'managed-prometheus-workspace',
  'prometheus',
  'tempo',
];

describe('dev', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await configuredStack('dev');
  });
  afterAll(() => engine?.remove());

  it('is planned, and made as planned', async () => {
    const preview = await succeeded(engine.preview());
    const up = await succeeded(engine.up());
    expect(new Set(preview.steps.map(({ op }) => op))).toEqual(new Set(['create']));
    expect(changes(up)).toEqual(changes(preview));
  });

  it('does not change by itself', async () => {
    expect(changes(await succeeded(engine.preview()))).toEqual([]);
  });

  // What one value changes: that and nothing else.
  it.each([
    ['metrics:retention', '60d', ['update kubernetes:apps/v1:StatefulSet prometheus']],
    [
      'archive:retentionDays',
      '2',
      ['update aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration buckets-audit-lock'],
    ],
    [
      'workers:image',
      '222233334444.dkr.ecr.us-east-1.amazonaws.com/vigia-workers:0.2.0',
      [
        'create-replacement kubernetes:batch/v1:Job opensearch-setup-worker-job',
        'delete-replaced kubernetes:batch/v1:Job opensearch-setup-worker-job',
        'replace kubernetes:batch/v1:Job opensearch-setup-worker-job',
        'update kubernetes:apps/v1:Deployment log-writer-deployment',
        'update kubernetes:batch/v1:CronJob digest-worker-cron-job',
      ],
    ],
  ])('changes with %s what depends on it, and nothing else', async (key, value, expected) => {
    await engine.set({ [key]: value });
    expect(changes(await succeeded(engine.up()))).toEqual(expected);
  });

  it('brings a new secret to where it is used, and nowhere else', async () => {
    await engine.setSecret({ 'slack:opsWebhookUrl': `https://hooks.slack.com/services/T000/B000/${PLANTED}-next` });
    expect(changes(await succeeded(engine.up()))).toEqual([
      'update grafana:alerting/contactPoint:ContactPoint grafana-content-contact-slack-ops',
    ]);
  });

  it('keeps no secret in clear', () => expectSecrets(engine, SECRETS.dev['slack:securityWebhookUrl']));

  it('takes what it delivers out of Grafana’s API and puts it into files, where a setting says so', async () => {
    await engine.set({ 'grafana:delivery': 'files' });
    const steps = changes(await succeeded(engine.up()));
    const types = (op: string) => new Set(steps.flatMap((step) => (step.startsWith(`${op} `) ? step.split(' ')[1] : [])));
    expect(types('create')).toEqual(new Set(['kubernetes:core/v1:ConfigMap', 'kubernetes:core/v1:Secret']));
    expect(steps.filter((step) => step.startsWith('update '))).toEqual([
      'update kubernetes:apps/v1:StatefulSet grafana',
      // Its token went with the rest: a person makes the next one.
      'update kubernetes:batch/v1:CronJob digest-worker-cron-job',
    ]);
    expect(types('delete')).toEqual(
      new Set([
        'grafana:alerting/contactPoint:ContactPoint',
        'grafana:alerting/messageTemplate:MessageTemplate',
        'grafana:alerting/muteTiming:MuteTiming',
        'grafana:alerting/notificationPolicy:NotificationPolicy',
        'grafana:alerting/ruleGroup:RuleGroup',
        'grafana:oss/dashboard:Dashboard',
        'grafana:oss/dataSource:DataSource',
        'grafana:oss/folder:Folder',
        'grafana:oss/serviceAccount:ServiceAccount',
        'grafana:oss/serviceAccountToken:ServiceAccountToken',
        'kubernetes:core/v1:Secret',
        'pulumi:providers:grafana',
        'vigia:grafana:GrafanaContent',
        'vigia:grafana:GrafanaReader',
      ]),
    );
    const dashboards = (pattern: RegExp) => steps.filter((step) => pattern.test(step)).length;
    expect(dashboards(/^create .* grafana-file-dashboards-.*-json$/)).toBe(dashboards(/^delete grafana:oss\/dashboard/));
    await expectSecrets(engine, SECRETS.dev['slack:securityWebhookUrl']);
  });

  it('is destroyed to the last resource', async () => {
    const before = await resourcesOf(engine);
    const { steps } = await succeeded(engine.destroy());
    // Planned first, then done.
    expect(new Set(steps.map(({ urn }) => urn))).toEqual(new Set(before.map(({ urn }) => urn)));
    expect(new Set(steps.map(({ op }) => op))).toEqual(new Set(['delete']));
    expect(await resourcesOf(engine)).toEqual([]);
  });
});

describe('prod', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await configuredStack('prod', { 'metrics:remoteWrite': true, 'vigia:evaluator': 'prometheus' });
  });
  afterAll(() => engine?.remove());

  it('is made, and does not change by itself', async () => {
    await succeeded(engine.up());
    expect(changes(await succeeded(engine.preview()))).toEqual([]);
  });

  it('keeps no secret in clear, of all that it can have', async () => {
    // Grafana's token is used where its content comes as files; here the stack makes one by itself.
    const elsewhere = (name: string) => name.startsWith('datadog:') || name === 'digest:grafanaToken';
    const ofOpenSource = keyList.filter(([name, { secret }]) => secret && !elsewhere(name)).map(([name]) => name);
    expect(Object.keys(SECRETS.prod).sort()).toEqual(ofOpenSource.sort());
    await expectSecrets(engine, ...Object.values(SECRETS.prod));
  });

  it('protects all that holds data', async () => {
    const protectedOnes = (await resourcesOf(engine)).filter((resource) => resource.protect);
    expect(protectedOnes.map(nameOf).sort()).toEqual(PROTECTED);
  });

  it('is not destroyed: the engine names what is protected, and deletes nothing', async () => {
    const before = await resourcesOf(engine);
    const refused = await engine.destroy();
    expect(refused.code).not.toBe(0);
    const refusals = refused.output.matchAll(/resource "(\S+)" cannot be deleted\s+because it is protected/g);
    const named = new Set([...refusals].map(([, urn = '']) => nameOf({ urn })));
    // It goes from the outside in, and stops before what these depend on.
    expect([...named]).toEqual(expect.arrayContaining(['buckets-audit', 'buckets-backups', 'keys-archive']));
    expect([...named].filter((name) => !PROTECTED.includes(name))).toEqual([]);
    expect(await resourcesOf(engine)).toEqual(before);
  });
});

it('Datadog in the place of the open-source stores is made, does not change by itself, and keeps no secret in clear', async () => {
  const engine = await configuredStack('dev', { 'vigia:backend': 'datadog' });
  try {
    await engine.setSecret(DATADOG_SECRETS);
    await succeeded(engine.up());
    expect(changes(await succeeded(engine.preview()))).toEqual([]);
    await expectSecrets(engine, ...Object.values(DATADOG_SECRETS));
  } finally {
    await engine.remove();
  }
});
