/** Warnings of changes that move an OpenSearch domain to new nodes. */
import { spawnSync } from 'node:child_process';
import * as aws from '@pulumi/aws';
import { describe, expect, it } from 'vitest';
import { deployedDomains } from '../../../policies/deployed.ts';
import { checkPlan } from '../../../policies/run.ts';
import { record } from '../../../preview/record.ts';

const BEFORE: aws.opensearch.DomainArgs = {
  domainName: 'vigia-prod',
  engineVersion: 'OpenSearch_3.5',
  clusterConfig: { instanceType: 'r7g.large.search', instanceCount: 3 },
  ebsOptions: { ebsEnabled: true, volumeSize: 200, volumeType: 'gp3' },
  vpcOptions: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
};

const plan = (change: aws.opensearch.DomainArgs = {}) =>
  record(() => void new aws.opensearch.Domain('logs', { ...BEFORE, ...change }), { stack: 'prod' });

/** What is said of a change of the deployed domain. */
async function warnings(change: aws.opensearch.DomainArgs): Promise<readonly string[]> {
  const deployed = deployedDomains(await plan());
  const violations = await checkPlan(await plan(change), { deployed });
  return violations
    .filter(({ policy }) => policy === 'opensearch-domain-stays')
    .map(({ level, message }) => `${level}: ${message.slice(0, message.indexOf('.') + 1)}`);
}

describe('the policy opensearch-domain-stays', () => {
  it.each<[string, aws.opensearch.DomainArgs, string]>([
    ['a newer engine', { engineVersion: 'OpenSearch_3.6' }, 'the engine version'],
    ['other data nodes', { clusterConfig: { instanceType: 'r7g.xlarge.search', instanceCount: 3 } }, 'the type of the data nodes'],
    [
      'UltraWarm',
      {
        clusterConfig: {
          instanceType: 'r7g.large.search',
          instanceCount: 3,
          warmEnabled: true,
          warmCount: 2,
          warmType: 'ultrawarm1.medium.search',
        },
      },
      'UltraWarm, the type of the UltraWarm nodes',
    ],
    ['larger volumes', { ebsOptions: { ebsEnabled: true, volumeSize: 400, volumeType: 'gp3' } }, 'the size of the volumes'],
    ['another subnet', { vpcOptions: { subnetIds: ['subnet-1', 'subnet-3'], securityGroupIds: ['sg-1'] } }, 'the subnets'],
    ['encryption at rest', { encryptAtRest: { enabled: true } }, 'encryption at rest'],
  ])('warns of %s', async (_, change, cause) => {
    expect(await warnings(change)).toEqual([`advisory: The domain moves to new nodes, because of a change of ${cause}.`]);
  });

  it.each<[string, aws.opensearch.DomainArgs]>([
    ['no change', {}],
    ['one more data node', { clusterConfig: { instanceType: 'r7g.large.search', instanceCount: 4 } }],
    ['the same subnets in another order', { vpcOptions: { subnetIds: ['subnet-2', 'subnet-1'], securityGroupIds: ['sg-1'] } }],
    ['a setting that was off and is said to be off', { nodeToNodeEncryption: { enabled: false } }],
    ['another domain, which is not deployed yet', { domainName: 'vigia-prod-2', engineVersion: 'OpenSearch_3.6' }],
  ])('says nothing of %s', async (_, change) => {
    expect(await warnings(change)).toEqual([]);
  });

  it('says nothing where nobody told it what is deployed', async () => {
    const violations = await checkPlan(await plan({ engineVersion: 'OpenSearch_3.6' }));
    expect(violations.filter(({ policy }) => policy === 'opensearch-domain-stays')).toEqual([]);
  });
});

const deployed = (input: string) => spawnSync(process.execPath, ['policies/deployed.ts'], { input, encoding: 'utf8' });

describe('policies/deployed.ts', () => {
  it("writes the pack's configuration from an exported stack", () => {
    const resources = [
      { type: 'aws:kms/key:Key', inputs: { enableKeyRotation: true } },
      { type: 'aws:opensearch/domain:Domain', inputs: { domainName: 'vigia-prod', engineVersion: 'OpenSearch_3.5' } },
    ];
    const { stdout, status } = deployed(JSON.stringify({ version: 3, deployment: { resources } }));
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      'opensearch-domain-stays': { deployed: { 'vigia-prod': { domainName: 'vigia-prod', engineVersion: 'OpenSearch_3.5' } } },
    });
  });

  it('takes a stack in which nothing is deployed', () => {
    expect(JSON.parse(deployed('{"version":3,"deployment":{}}').stdout)).toEqual({ 'opensearch-domain-stays': { deployed: {} } });
  });

  it.each(['', 'no JSON', '{"a":1}'])('refuses "%s" with what to do', (input) => {
    const { stderr, status } = deployed(input);
    expect(status).toBe(2);
    expect(stderr).toBe('Found no exported stack. Give it one: pulumi stack export | node policies/deployed.ts\n');
  });
});
