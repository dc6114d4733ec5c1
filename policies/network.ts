/** Nothing listens to the whole internet, and nothing is sent in clear. */
import type * as aws from '@pulumi/aws';
import type * as kubernetes from '@pulumi/kubernetes';
import { list } from './known.ts';
import { kind, on, resourcePolicy } from './policy.ts';

const INGRESS_RULE = kind<aws.vpc.SecurityGroupIngressRuleArgs>('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule');
const GROUP = kind<aws.ec2.SecurityGroupArgs>('aws:ec2/securityGroup:SecurityGroup');
const GROUP_RULE = kind<aws.ec2.SecurityGroupRuleArgs>('aws:ec2/securityGroupRule:SecurityGroupRule');
const SUBSCRIPTION = kind<aws.sns.TopicSubscriptionArgs>('aws:sns/topicSubscription:TopicSubscription');
const SERVICE = kind<kubernetes.core.v1.ServiceArgs>('kubernetes:core/v1:Service');
const INGRESS = kind<kubernetes.networking.v1.IngressArgs>('kubernetes:networking.k8s.io/v1:Ingress');

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

export const noPublicIngress = resourcePolicy(
  {
    name: 'no-public-ingress',
    description: 'No security group is open to the internet, and no Service has an address outside the cluster.',
    remediation: 'Name the network that needs it; people come in by the Ingress.',
    severity: 'critical',
    serves: ['HIPAA 164.312(a)(1)', 'HIPAA 164.312(e)(1)', 'GDPR 25(2)', 'LFPDPPP 18'],
  },
  on(INGRESS_RULE, ({ props: { cidrIpv4, cidrIpv6 } }) => open([cidrIpv4, cidrIpv6])),
  on(GROUP, ({ props }) => list(props.ingress).flatMap((rule) => open([...list(rule.cidrBlocks), ...list(rule.ipv6CidrBlocks)]))),
  on(GROUP_RULE, ({ props: { type, cidrBlocks, ipv6CidrBlocks } }) =>
    type === 'ingress' ? open([...list(cidrBlocks), ...list(ipv6CidrBlocks)]) : [],
  ),
  on(SERVICE, function* ({ props: { spec } }) {
    if (spec?.type === 'LoadBalancer' || spec?.type === 'NodePort') yield `The Service is a ${spec.type}.`;
    if (list(spec?.externalIPs).length > 0) yield 'The Service has external addresses.';
  }),
);

function open(networks: readonly (string | undefined)[]): readonly string[] {
  return networks.flatMap((network) => (network && EVERYWHERE.includes(network) ? [`The security group lets in ${network}.`] : []));
}

export const tlsOnly = resourcePolicy(
  {
    name: 'tls-only',
    description: 'What enters or leaves the platform does so over TLS.',
    remediation: 'Cover each host of the Ingress under tls, and use https endpoints.',
    severity: 'high',
    serves: ['HIPAA 164.312(e)(1)', 'HIPAA 164.312(e)(2)(ii)', 'GDPR 32(1)(a)', 'LFPDPPP 18'],
  },
  on(SUBSCRIPTION, function* ({ props: { protocol, endpoint } }) {
    if (protocol === 'http' || endpoint?.startsWith('http:')) yield 'The topic sends its messages in clear.';
  }),
  on(INGRESS, function* ({ props: { spec } }) {
    const covered = list(spec?.tls).flatMap(({ hosts, secretName }) => (secretName ? list(hosts) : []));
    for (const { host } of list(spec?.rules)) {
      if (host === undefined) yield 'The Ingress has a rule without a host.';
      else if (!covered.includes(host)) yield `The Ingress serves ${host} without TLS.`;
    }
    if (spec?.defaultBackend) yield 'The Ingress has a backend for every host, with or without TLS.';
  }),
);
