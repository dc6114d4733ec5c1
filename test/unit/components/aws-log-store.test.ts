import type * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { LogStore, type LogStoreArgs } from '../../../infra/components/log-store.ts';
import { type DeployedEnvironment, environments } from '../../../infra/environment.ts';
import { ACCOUNT, keysOf, PROVIDER, plan, type Stack, tags } from './aws-plan.ts';

interface Change extends Partial<LogStoreArgs> {
  readonly transformations?: pulumi.ResourceTransformation[];
}

const logStore = (stack: Stack, { transformations = [], ...change }: Change = {}) =>
  plan(stack, (opts) => {
    new LogStore(
      'log-store',
      {
        environment: environments[stack],
        ...ACCOUNT,
        vpcId: 'vpc-0a1b2c3d',
        subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
        clientCidr: '10.0.0.0/16',
        key: keysOf(stack, opts).logs,
        masterRoleArn: 'arn:aws:iam::111122223333:role/vigia-prod-opensearch-apply',
        warmNodes: 0,
        tags: tags(stack),
        ...change,
      },
      { ...opts, transformations },
    );
  });
const domain = async (stack: Stack, change: Change = {}) => (await logStore(stack, change)).inputs('log-store-domain');

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/keys-logs';

describe('the log store', () => {
  it('in prod stands in three zones under three dedicated masters', async () => {
    expect(await domain('prod')).toMatchObject({
      domainName: 'vigia-prod',
      engineVersion: 'OpenSearch_3.5',
      clusterConfig: {
        instanceType: 'r7g.large.search',
        instanceCount: 3,
        zoneAwarenessEnabled: true,
        zoneAwarenessConfig: { availabilityZoneCount: 3 },
        dedicatedMasterEnabled: true,
        dedicatedMasterType: 'm7g.large.search',
        dedicatedMasterCount: 3,
        warmEnabled: false,
      },
      ebsOptions: { ebsEnabled: true, volumeType: 'gp3', volumeSize: 200, iops: 3000, throughput: 125 },
      vpcOptions: { subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'], securityGroupIds: ['log-store-security-group-id'] },
      autoTuneOptions: { desiredState: 'ENABLED', useOffPeakWindow: true },
    });
  });

  it('in dev is one node in one subnet, without the Auto-Tune that its instance type does not have', async () => {
    const inputs = await domain('dev');
    expect(inputs.clusterConfig).toEqual({
      instanceType: 't3.medium.search',
      instanceCount: 1,
      zoneAwarenessEnabled: false,
      dedicatedMasterEnabled: false,
      warmEnabled: false,
    });
    expect(inputs.vpcOptions).toMatchObject({ subnetIds: ['subnet-a'] });
    expect(inputs.autoTuneOptions).toBeUndefined();
  });

  it('has UltraWarm nodes where there are masters, and says what to do where there are none', async () => {
    expect((await domain('prod', { warmNodes: 2 })).clusterConfig).toMatchObject({
      warmEnabled: true,
      warmType: 'ultrawarm1.medium.search',
      warmCount: 2,
    });
    await expect(domain('dev', { warmNodes: 2 })).rejects.toThrow(
      'dev has 2 UltraWarm nodes and no dedicated masters, which they need: set logs:warmNodes to 0.',
    );
  });

  it('is encrypted with our key at rest, and with TLS 1.2 and forward secrecy between nodes and to clients', async () => {
    expect(await domain('dev')).toMatchObject({
      encryptAtRest: { enabled: true, kmsKeyId: KEY },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
    });
  });

  it("lets in signed requests of the account's roles, under one master role, and has no users with passwords", async () => {
    const found = await logStore('prod');
    expect(found.inputs('log-store-domain').advancedSecurityOptions).toEqual({
      enabled: true,
      internalUserDatabaseEnabled: false,
      masterUserOptions: { masterUserArn: 'arn:aws:iam::111122223333:role/vigia-prod-opensearch-apply' },
    });
    expect(found.statements('log-store-domain', 'accessPolicies')).toEqual({
      SignedByTheAccountsRoles: {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: ['es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPost', 'es:ESHttpPut'],
        Resource: 'arn:aws:es:us-east-1:111122223333:domain/vigia-prod/*',
      },
    });
  });

  it('is reached by HTTPS from the clients, and reaches nobody', async () => {
    const found = await logStore('prod');
    expect(found.inputs('log-store-security-group')).toMatchObject({ vpcId: 'vpc-0a1b2c3d' });
    expect(found.inputs('log-store-https')).toMatchObject({
      securityGroupId: 'log-store-security-group-id',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrIpv4: '10.0.0.0/16',
    });
    expect(found.resources.filter(({ type }) => /SecurityGroup(Egress)?Rule$|SecurityGroupIngressRule$/.test(type))).toHaveLength(
      1,
    );
    expect(found.inputs('log-store-security-group').egress).toBeUndefined();
  });

  it.each([
    ['dev', { audit: 7, 'index-slow': 7, 'search-slow': 7, application: 7 }],
    ['prod', { audit: 365, 'index-slow': 30, 'search-slow': 30, application: 30 }],
  ] as const)('in %s publishes its own logs to encrypted groups, for so many days: %j', async (stack, days) => {
    const found = await logStore(stack);
    for (const [purpose, retentionInDays] of Object.entries(days)) {
      expect(found.inputs(`log-store-${purpose}`)).toMatchObject({
        name: `/vigia/${stack}/opensearch/${purpose}`,
        retentionInDays,
        kmsKeyId: KEY,
      });
    }
    const group = (purpose: string) => `arn:aws:logs:us-east-1:111122223333:log-group:/vigia/${stack}/opensearch/${purpose}`;
    expect(found.inputs('log-store-domain').logPublishingOptions).toEqual([
      { logType: 'AUDIT_LOGS', cloudwatchLogGroupArn: group('audit') },
      { logType: 'INDEX_SLOW_LOGS', cloudwatchLogGroupArn: group('index-slow') },
      { logType: 'SEARCH_SLOW_LOGS', cloudwatchLogGroupArn: group('search-slow') },
      { logType: 'ES_APPLICATION_LOGS', cloudwatchLogGroupArn: group('application') },
    ]);
  });

  it('may write to those groups, and no other domain may', async () => {
    const found = await logStore('dev');
    expect(found.inputs('log-store-log-policy').policyName).toBe('vigia-dev-log-store');
    expect(found.statements('log-store-log-policy', 'policyDocument')).toEqual({
      DomainWritesLogs: {
        Effect: 'Allow',
        Principal: { Service: 'es.amazonaws.com' },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: ['audit', 'index-slow', 'search-slow', 'application'].map(
          (purpose) => `arn:aws:logs:us-east-1:111122223333:log-group:/vigia/dev/opensearch/${purpose}:*`,
        ),
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:es:us-east-1:111122223333:domain/vigia-dev' },
        },
      },
    });
    expect(found.get('log-store-domain').dependencies).toContain(found.get('log-store-log-policy').urn);
  });

  it('changes at night, and updates itself then', async () => {
    expect(await domain('prod')).toMatchObject({
      offPeakWindowOptions: { enabled: true, offPeakWindow: { windowStartTime: { hours: 4, minutes: 0 } } },
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
    });
  });

  it('is given hours to be made, moved and deleted', async () => {
    const seen: unknown[] = [];
    const look: pulumi.ResourceTransformation = ({ type, opts }) => {
      if (type === 'aws:opensearch/domain:Domain' && 'customTimeouts' in opts) seen.push(opts.customTimeouts);
      return undefined;
    };
    await logStore('dev', { transformations: [look] });
    expect(seen).toEqual([{ create: '2h', update: '6h', delete: '2h' }]);
  });

  it('waits for the service-linked role, which stays when the stack goes, and makes none where there is one', async () => {
    const found = await logStore('dev');
    const role = found.get('log-store-service-linked-role');
    expect(role).toMatchObject({
      type: 'aws:iam/serviceLinkedRole:ServiceLinkedRole',
      inputs: { awsServiceName: 'opensearchservice.amazonaws.com' },
      retainOnDelete: true,
    });
    expect(found.get('log-store-domain').dependencies).toContain(role.urn);
    expect((await logStore('dev', { serviceLinkedRole: 'existing' })).has('log-store-service-linked-role')).toBe(false);
  });

  it.each([
    ['dev', false],
    ['prod', true],
  ] as const)('in %s is protected and kept with its logs: %s', async (stack, protect) => {
    const found = await logStore(stack);
    for (const name of ['log-store-domain', 'log-store-audit', 'log-store-application']) {
      expect(found.get(name)).toMatchObject({
        protect,
        retainOnDelete: protect,
        parent: found.get('log-store').urn,
        provider: expect.stringContaining(PROVIDER),
        inputs: { tags: { Environment: stack, Component: 'log-store' } },
      });
    }
  });

  it('tells its address, ARN and name', async () => {
    expect((await logStore('prod')).get('log-store').outputs).toEqual({
      endpoint: 'https://vpc-vigia-prod-0123456789.us-east-1.es.amazonaws.com',
      domainArn: 'arn:aws:es:us-east-1:111122223333:domain/vigia-prod',
      domainName: 'vigia-prod',
    });
  });
});

describe("the log store's alarms", () => {
  const TOPIC = 'arn:aws:sns:us-east-1:111122223333:vigia-prod-alarms';
  const alarms = async (stack: Stack, change: Change = {}) =>
    (await logStore(stack, change)).resources.filter(({ type }) => type === 'aws:cloudwatch/metricAlarm:MetricAlarm');

  it.each([
    ['red', 'ClusterStatus.red', 'Maximum', 'GreaterThanOrEqualToThreshold', 1, 1],
    // A quarter of 200 GiB, in MiB.
    ['free-space', 'FreeStorageSpace', 'Minimum', 'LessThanOrEqualToThreshold', 51_200, 1],
    ['jvm-pressure', 'JVMMemoryPressure', 'Maximum', 'GreaterThanOrEqualToThreshold', 95, 3],
    ['master-jvm-pressure', 'MasterJVMMemoryPressure', 'Maximum', 'GreaterThanOrEqualToThreshold', 95, 3],
    ['key-error', 'KMSKeyError', 'Maximum', 'GreaterThanOrEqualToThreshold', 1, 1],
    ['key-inaccessible', 'KMSKeyInaccessible', 'Maximum', 'GreaterThanOrEqualToThreshold', 1, 1],
  ])('%s: %s, %s %s %i for %i minutes', async (name, metricName, statistic, comparisonOperator, threshold, minutes) => {
    const found = await logStore('prod', { alarmTopicArn: TOPIC });
    expect(found.inputs(`log-store-${name}`)).toMatchObject({
      name: `vigia-prod-log-store-${name}`,
      namespace: 'AWS/ES',
      metricName,
      dimensions: { DomainName: 'vigia-prod', ClientId: '111122223333' },
      statistic,
      comparisonOperator,
      threshold,
      period: 60,
      evaluationPeriods: minutes,
      treatMissingData: 'notBreaching',
      alarmActions: [TOPIC],
      okActions: [TOPIC],
    });
  });

  it('are six, and five where there are no dedicated masters', async () => {
    expect(await alarms('prod')).toHaveLength(6);
    expect((await alarms('dev')).map(({ name }) => name)).toEqual([
      'log-store-free-space',
      'log-store-jvm-pressure',
      'log-store-key-error',
      'log-store-key-inaccessible',
      'log-store-red',
    ]);
  });

  it('only show in CloudWatch where there is no topic', async () => {
    for (const { inputs } of await alarms('dev')) expect(inputs).toMatchObject({ alarmActions: [], okActions: [] });
  });

  it('follow the size of the volumes', async () => {
    const dev: DeployedEnvironment = environments.dev;
    const environment = { ...dev, logStore: { ...dev.logStore, storage: '100Gi' as const } };
    expect((await logStore('dev', { environment })).inputs('log-store-free-space').threshold).toBe(25_600);
  });
});
