/** The OpenSearch domain: closed, encrypted on every way, with access control and an audit log of its own. */
import { list } from '../known.ts';
import { on, resourcePolicy } from '../policy.ts';
import { DOMAIN } from './kinds.ts';

/** TLS policies with perfect forward secrecy, from version 1.2. */
const TLS_POLICIES = ['Policy-Min-TLS-1-2-PFS-2023-10', 'Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08'];

export const opensearchHardened = resourcePolicy(
  {
    name: 'opensearch-hardened',
    description:
      'The domain is in the VPC, speaks TLS 1.2 with forward secrecy to clients and between nodes, has fine-grained access control under an IAM role, and logs access.',
    remediation: 'Set what is named as LogStore does.',
    severity: 'critical',
    serves: [
      'HIPAA 164.312(a)(1)',
      'HIPAA 164.312(b)',
      'HIPAA 164.312(d)',
      'HIPAA 164.312(e)(1)',
      'GDPR 32(1)(b)',
      'LFPDPPP 18',
      'Reglamento 57',
    ],
  },
  on(DOMAIN, function* ({ props }) {
    const { vpcOptions, nodeToNodeEncryption, domainEndpointOptions: endpoint, advancedSecurityOptions: security } = props;
    if (list(vpcOptions?.subnetIds).length === 0) yield 'The domain is not in a VPC.';
    if (nodeToNodeEncryption?.enabled !== true) yield 'Its nodes talk to each other in clear.';
    if (endpoint?.enforceHttps !== true) yield 'Its endpoint answers without TLS.';
    const policy = endpoint?.tlsSecurityPolicy;
    if (!TLS_POLICIES.includes(policy ?? ''))
      yield `Its TLS policy is ${policy ?? "AWS's default"}, not ${TLS_POLICIES.join(' or ')}.`;
    if (security?.enabled !== true) yield 'It has no fine-grained access control.';
    if (security?.internalUserDatabaseEnabled === true) yield 'It has users with passwords of its own.';
    if (security?.anonymousAuthEnabled === true) yield 'It lets in whoever has not signed in.';
    if (!security?.masterUserOptions?.masterUserArn) yield 'Its master is not an IAM role.';
    const logs = list(props.logPublishingOptions).filter(({ enabled }) => enabled !== false);
    if (!logs.some(({ logType }) => logType === 'AUDIT_LOGS')) yield 'It publishes no audit log.';
  }),
);

export const opensearchRedundant = resourcePolicy(
  {
    name: 'opensearch-redundant',
    description: 'In prod the domain stands in three zones under three dedicated masters.',
    remediation: 'Set zoneAwarenessConfig.availabilityZoneCount and dedicatedMasterCount to 3.',
    severity: 'high',
    serves: ['HIPAA 164.306(a)(1)', 'GDPR 32(1)(b)', 'LFPDPPP 18'],
  },
  on(DOMAIN, function* ({ prod, props: { clusterConfig } }) {
    if (!prod) return;
    const zones =
      clusterConfig?.zoneAwarenessEnabled === true ? (clusterConfig.zoneAwarenessConfig?.availabilityZoneCount ?? 2) : 1;
    if (zones < 3) yield `The domain stands in ${zones} ${zones === 1 ? 'zone' : 'zones'}.`;
    const masters = clusterConfig?.dedicatedMasterEnabled === true ? (clusterConfig.dedicatedMasterCount ?? 0) : 0;
    if (masters < 3) yield `The domain has ${masters || 'no'} dedicated masters.`;
  }),
);
