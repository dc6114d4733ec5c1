/** Cases of the policies about the OpenSearch domain. */
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case } from './case.ts';
import { domain } from './fixtures.ts';

export const opensearchCases = {
  'opensearch-hardened': {
    satisfied: { 'the domain as it should be': () => domain() },
    violated: {
      'a domain on the internet': [() => domain({ vpcOptions: { subnetIds: [] } }), 'The domain is not in a VPC.'],
      'nodes that talk in clear': [
        () => domain({ nodeToNodeEncryption: { enabled: false } }),
        'Its nodes talk to each other in clear.',
      ],
      'an endpoint without TLS': [
        () => domain({ domainEndpointOptions: { enforceHttps: false, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' } }),
        'Its endpoint answers without TLS.',
      ],
      'TLS 1.0': [
        () => domain({ domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-0-2019-07' } }),
        'Its TLS policy is Policy-Min-TLS-1-0-2019-07, not Policy-Min-TLS-1-2-PFS-2023-10 or Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08.',
      ],
      'no access control': [
        () =>
          domain({
            advancedSecurityOptions: { enabled: false, masterUserOptions: { masterUserArn: 'arn:aws:iam::111122223333:role/a' } },
          }),
        'It has no fine-grained access control.',
      ],
      'a master with a password': [
        () =>
          domain({
            advancedSecurityOptions: {
              enabled: true,
              internalUserDatabaseEnabled: true,
              masterUserOptions: { masterUserName: 'admin' },
            },
          }),
        'It has users with passwords of its own.',
        'Its master is not an IAM role.',
      ],
      'anonymous access': [
        () =>
          domain({
            advancedSecurityOptions: {
              enabled: true,
              anonymousAuthEnabled: true,
              masterUserOptions: { masterUserArn: 'arn:aws:iam::111122223333:role/a' },
            },
          }),
        'It lets in whoever has not signed in.',
      ],
      'an audit log that is off': [
        () =>
          domain({
            logPublishingOptions: [
              {
                logType: 'AUDIT_LOGS',
                enabled: false,
                cloudwatchLogGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:audit',
              },
            ],
          }),
        'It publishes no audit log.',
      ],
    },
  },
  'opensearch-redundant': {
    satisfied: { 'three zones under three masters': () => domain() },
    violated: {
      'one zone, no masters': [
        () => domain({ clusterConfig: {} }),
        'The domain stands in 1 zone.',
        'The domain has no dedicated masters.',
      ],
      'two zones': [
        () => domain({ clusterConfig: { zoneAwarenessEnabled: true, dedicatedMasterEnabled: true, dedicatedMasterCount: 3 } }),
        'The domain stands in 2 zones.',
      ],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
