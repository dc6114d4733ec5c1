/** The pack as `pulumi preview --policy-pack policies` runs it: values can be unknown, and secrets arrive unwrapped. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policies } from '../../../policies/catalogue.ts';
import { type Pack, type Resource, startPack } from '../../support/policies/pack.ts';

/** How the engine writes text that only the deployment will know. */
const NOT_YET = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
/** How the engine marks a secret. */
const secret = (value: string) => ({ '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value });

const urn = (type: string, name: string, stack = 'prod') => `urn:pulumi:${stack}::vigia::vigia:aws:ArchiveBuckets$${type}::${name}`;
const bucket: Resource = { urn: urn('aws:s3/bucket:Bucket', 'archive-audit'), inputs: { bucket: 'vigia-prod-audit-111122223333' } };

// Put together here, so that no scanner takes this file for a leak.
const WEBHOOK = ['https://hooks.slack.com', 'services', 'T00000000', 'B00000000', 'XXXXXXXXXXXXXXXXXXXXXXXX'].join('/');

let pack: Pack;
beforeAll(async () => {
  pack = await startPack();
});
afterAll(() => pack?.stop());

const found = async (resource: Resource, policy: string) =>
  (await pack.analyze(resource)).filter((diagnostic) => diagnostic.policy === policy).map(({ message }) => message);
const foundInStack = async (resources: readonly Resource[], policy: string) =>
  (await pack.analyzeStack(resources)).filter((diagnostic) => diagnostic.policy === policy);

it('tells an older Node which one is needed', () => {
  // Switched off, Node reads TypeScript as little as an older one does.
  const { status, stderr } = spawnSync(process.execPath, ['--no-strip-types', '-e', "require('./policies/main.cjs')"], {
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain(
    `Vigía's policies need Node 22.18 or later, which runs TypeScript as it is; pulumi found Node ${process.versions.node} at `,
  );
});

describe('the pack in the hands of the engine', () => {
  it('serves every policy of the catalogue', async () => {
    expect(await pack.describe()).toEqual({ name: 'vigia', policies: policies.map(({ name }) => name) });
  });

  it('refuses a violating bucket, with what to do', async () => {
    expect(await pack.analyze(bucket)).toContainEqual({
      policy: 'stateful-protected',
      message: expect.stringContaining(
        'The resource holds data, and a destroy would delete it. Set protect and retainOnDelete to environment.protect.',
      ),
      mandatory: true,
      urn: '',
    });
  });

  it('knows protection from the options', async () => {
    expect(await found({ ...bucket, protect: true }, 'stateful-protected')).toEqual([]);
  });

  it('knows prod from the URN', async () => {
    expect(await found({ ...bucket, urn: urn('aws:s3/bucket:Bucket', 'archive-audit', 'dev') }, 'stateful-protected')).toEqual([]);
  });

  it('takes a key that is not known yet for a key', async () => {
    const topic = (kmsMasterKeyId: string) => ({ urn: urn('aws:sns/topic:Topic', 'heartbeat'), inputs: { kmsMasterKeyId } });
    expect(await found(topic(NOT_YET), 'encrypted-with-our-key')).toEqual([]);
    expect(await found(topic('alias/aws/sns'), 'encrypted-with-our-key')).toHaveLength(1);
  });

  it('waits for a document that is not known yet', async () => {
    const policy = (document: string) => ({
      urn: urn('aws:iam/rolePolicy:RolePolicy', 'tempo'),
      inputs: { role: 'tempo', policy: document },
    });
    expect(await found(policy(NOT_YET), 'iam-no-wildcards')).toEqual([]);
    const statement = { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::a' };
    expect(await found(policy(JSON.stringify({ Statement: statement })), 'iam-no-wildcards')).toHaveLength(1);
  });

  it('reads a document inside a secret, which a recorded plan cannot', async () => {
    const document = secret(JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::a' } }));
    expect(
      await found({ urn: urn('aws:iam/rolePolicy:RolePolicy', 'tempo'), inputs: { policy: document } }, 'iam-no-wildcards'),
    ).toHaveLength(1);
  });

  it('takes no unwrapped secret for one in clear, but sees one where none may be', async () => {
    const contactPoint = { slacks: [{ token: secret('hunter2'), url: secret(WEBHOOK) }] };
    expect(
      await found({ urn: urn('grafana:alerting/contactPoint:ContactPoint', 'slack'), inputs: contactPoint }, 'no-secret-in-clear'),
    ).toEqual([]);
    const configMap = { data: { 'grafana.ini': '[database]\npassword = hunter2\n' } };
    expect(
      await found({ urn: urn('kubernetes:core/v1:ConfigMap', 'grafana'), inputs: configMap }, 'no-secret-in-clear'),
    ).toHaveLength(1);
  });

  it('finds the bucket of a setting whose bucket is not known yet', async () => {
    const versioning: Resource = {
      urn: urn('aws:s3/bucketVersioning:BucketVersioning', 'archive-audit-versioning'),
      inputs: { bucket: NOT_YET, versioningConfiguration: { status: 'Enabled' } },
      propertyDependencies: { bucket: [bucket.urn], versioningConfiguration: [] },
    };
    expect(await foundInStack([bucket, versioning], 'bucket-versioned')).toEqual([]);
    expect(await foundInStack([bucket], 'bucket-versioned')).toMatchObject([{ urn: bucket.urn, mandatory: true }]);
  });

  it('waits for a bucket policy that is not known yet, but not for one that is missing', async () => {
    const policy: Resource = {
      urn: urn('aws:s3/bucketPolicy:BucketPolicy', 'archive-audit-policy'),
      inputs: { bucket: 'vigia-prod-audit-111122223333', policy: NOT_YET },
    };
    expect(await foundInStack([bucket, policy], 'bucket-tls-only')).toEqual([]);
    expect(await foundInStack([bucket], 'bucket-tls-only')).toHaveLength(1);
  });

  it('knows the escalation policy of a service by the property that names it', async () => {
    const level = { targets: [{ id: 'P1', type: 'schedule_reference' }] };
    const escalation: Resource = {
      urn: urn('pagerduty:index/escalationPolicy:EscalationPolicy', 'on-call-escalation'),
      inputs: { rules: [level, level] },
    };
    const service = (of: readonly string[]): Resource => ({
      urn: urn('pagerduty:index/service:Service', 'on-call-platform', 'dev'),
      inputs: { escalationPolicy: NOT_YET },
      propertyDependencies: { escalationPolicy: of, description: [escalation.urn] },
    });
    const missing = async (of: readonly string[]) =>
      (await foundInStack([escalation, service(of)], 'pagerduty-escalation')).filter(({ message }) =>
        message.includes('no escalation policy'),
      );
    expect(await missing([escalation.urn])).toEqual([]);
    expect(await missing([])).toHaveLength(1);
  });

  it('warns of a domain that moves, once it was told what is deployed', async () => {
    const domain = {
      urn: urn('aws:opensearch/domain:Domain', 'logs'),
      inputs: { domainName: 'vigia-prod', engineVersion: 'OpenSearch_3.6' },
    };
    expect(await found(domain, 'opensearch-domain-stays')).toEqual([]);
    await pack.configure('opensearch-domain-stays', {
      deployed: { 'vigia-prod': { domainName: 'vigia-prod', engineVersion: 'OpenSearch_3.5' } },
    });
    const [warning] = (await pack.analyze(domain)).filter(({ policy }) => policy === 'opensearch-domain-stays');
    expect(warning).toMatchObject({ mandatory: false });
    expect(warning?.message).toContain('because of a change of the engine version.');
  });
});
