/**
 * Changes that move an OpenSearch domain to new nodes (a blue/green deployment: hours, double the nodes, load from the copying).
 * A policy never sees what is deployed, so the pack is told by its configuration: `node policies/deployed.ts` writes it.
 */
import { isObject, type Plain, type PlainObject, UNKNOWN } from '../known.ts';
import { on, resourcePolicy } from '../policy.ts';
import { DOMAIN } from './kinds.ts';

/** What AWS names as usual causes, by the property that changes. */
const MOVES: Readonly<Record<string, string>> = {
  engineVersion: 'the engine version',
  'clusterConfig.instanceType': 'the type of the data nodes',
  'clusterConfig.dedicatedMasterEnabled': 'dedicated masters',
  'clusterConfig.dedicatedMasterType': 'the type of the dedicated masters',
  'clusterConfig.zoneAwarenessEnabled': 'zone awareness',
  'clusterConfig.zoneAwarenessConfig.availabilityZoneCount': 'the number of zones',
  'clusterConfig.multiAzWithStandbyEnabled': 'standby',
  'clusterConfig.warmEnabled': 'UltraWarm',
  'clusterConfig.warmType': 'the type of the UltraWarm nodes',
  'clusterConfig.coldStorageOptions.enabled': 'cold storage',
  'clusterConfig.nodeOptions': 'coordinator nodes',
  'ebsOptions.volumeType': 'the type of the volumes',
  'ebsOptions.volumeSize': 'the size of the volumes',
  'vpcOptions.subnetIds': 'the subnets',
  'vpcOptions.securityGroupIds': 'the security groups',
  'encryptAtRest.enabled': 'encryption at rest',
  'encryptAtRest.kmsKeyId': 'the key (which replaces the domain)',
  'nodeToNodeEncryption.enabled': 'encryption between nodes',
  'advancedSecurityOptions.enabled': 'fine-grained access control',
  'autoTuneOptions.desiredState': 'Auto-Tune',
  advancedOptions: 'advanced options',
  cognitoOptions: 'Cognito sign-in',
};

export const opensearchDomainStays = resourcePolicy(
  {
    name: 'opensearch-domain-stays',
    description: 'No change moves the OpenSearch domain to new nodes without somebody having meant it.',
    remediation: 'Deploy it alone, outside office hours, after a look at free space: the move takes hours and cannot be stopped.',
    severity: 'medium',
    advisory: true,
    serves: ['HIPAA 164.306(a)(1)', 'GDPR 32(1)(b)', 'LFPDPPP 18'],
    configSchema: {
      properties: { deployed: { type: 'object', default: {}, description: 'Inputs of the domains as deployed, by domain name.' } },
    },
  },
  on(DOMAIN, function* ({ props, config }) {
    const before = (config.deployed as PlainObject | undefined)?.[props.domainName ?? ''];
    if (!isObject(before)) return;
    const changed = Object.entries(MOVES).filter(([path]) => differs(at(before, path), at(props as PlainObject, path)));
    if (changed.length > 0)
      yield `The domain moves to new nodes, because of a change of ${changed.map(([, what]) => what).join(', ')}.`;
  }),
);

function at(object: PlainObject, path: string): Plain | undefined {
  return path.split('.').reduce<Plain | undefined>((value, key) => (isObject(value) ? value[key] : undefined), object);
}

/** Lists are sets here; what is not known yet does not count, and absent is the same as off. */
function differs(before: Plain | undefined, after: Plain | undefined): boolean {
  return before !== UNKNOWN && after !== UNKNOWN && canonical(before) !== canonical(after);
}

function canonical(value: Plain | undefined): string {
  if (Array.isArray(value)) return JSON.stringify(value.map(canonical).sort());
  return JSON.stringify(value ?? false);
}
