/** Cases of the policies about what comes in and goes out. */
import * as aws from '@pulumi/aws';
import * as kubernetes from '@pulumi/kubernetes';
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case, Program } from './case.ts';
import { service } from './fixtures.ts';

const ingress =
  (spec: Partial<kubernetes.types.input.networking.v1.IngressSpec>): Program =>
  () => {
    const tls = [{ hosts: ['grafana.example.com'], secretName: 'grafana-tls' }];
    new kubernetes.networking.v1.Ingress('grafana', { spec: { tls, rules: [{ host: 'grafana.example.com' }], ...spec } });
  };

export const networkCases = {
  'no-public-ingress': {
    satisfied: {
      'the network of the cluster': () =>
        void new aws.vpc.SecurityGroupIngressRule('https', { securityGroupId: 'sg-1', ipProtocol: 'tcp', cidrIpv4: '10.0.0.0/16' }),
      'an outgoing rule': () =>
        void new aws.ec2.SecurityGroupRule('out', {
          securityGroupId: 'sg-1',
          type: 'egress',
          protocol: '-1',
          fromPort: 0,
          toPort: 0,
          cidrBlocks: ['0.0.0.0/0'],
        }),
      'a Service in the cluster': () => service({ type: 'ClusterIP' }),
    },
    violated: {
      'a rule for the internet': [
        () =>
          void new aws.vpc.SecurityGroupIngressRule('https', { securityGroupId: 'sg-1', ipProtocol: 'tcp', cidrIpv4: '0.0.0.0/0' }),
        'The security group lets in 0.0.0.0/0.',
      ],
      'a rule for the newer internet': [
        () => void new aws.vpc.SecurityGroupIngressRule('https', { securityGroupId: 'sg-1', ipProtocol: 'tcp', cidrIpv6: '::/0' }),
        'The security group lets in ::/0.',
      ],
      'a group with the rule inside': [
        () =>
          void new aws.ec2.SecurityGroup('group', {
            ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: ['0.0.0.0/0'] }],
          }),
        'The security group lets in 0.0.0.0/0.',
      ],
      'a rule of the older kind': [
        () =>
          void new aws.ec2.SecurityGroupRule('in', {
            securityGroupId: 'sg-1',
            type: 'ingress',
            protocol: 'tcp',
            fromPort: 443,
            toPort: 443,
            cidrBlocks: ['0.0.0.0/0'],
          }),
        'The security group lets in 0.0.0.0/0.',
      ],
      'a load balancer': [() => service({ type: 'LoadBalancer' }), 'The Service is a LoadBalancer.'],
      'a port on every node': [() => service({ type: 'NodePort' }), 'The Service is a NodePort.'],
      'an external address': [() => service({ externalIPs: ['192.0.2.1'] }), 'The Service has external addresses.'],
    },
  },
  'tls-only': {
    satisfied: {
      'an Ingress whose host has a certificate': ingress({}),
      'an https subscription': () =>
        void new aws.sns.TopicSubscription('pagerduty', {
          topic: 'arn:aws:sns:us-east-1:111122223333:alarms',
          protocol: 'https',
          endpoint: 'https://events.example.com',
        }),
    },
    violated: {
      'an Ingress without TLS': [ingress({ tls: [] }), 'The Ingress serves grafana.example.com without TLS.'],
      'a host that no certificate covers': [
        ingress({ rules: [{ host: 'grafana.example.com' }, { host: 'other.example.com' }] }),
        'The Ingress serves other.example.com without TLS.',
      ],
      'TLS without a certificate': [
        ingress({ tls: [{ hosts: ['grafana.example.com'] }] }),
        'The Ingress serves grafana.example.com without TLS.',
      ],
      'a rule for any host': [ingress({ rules: [{ http: { paths: [] } }] }), 'The Ingress has a rule without a host.'],
      'a backend for any host': [
        ingress({ defaultBackend: { service: { name: 'grafana', port: { number: 3000 } } } }),
        'The Ingress has a backend for every host, with or without TLS.',
      ],
      'an http subscription': [
        () =>
          void new aws.sns.TopicSubscription('pagerduty', {
            topic: 'arn:aws:sns:us-east-1:111122223333:alarms',
            protocol: 'http',
            endpoint: 'http://events.example.com',
          }),
        'The topic sends its messages in clear.',
      ],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
