/** Cases of the policy about secrets. */
import * as aws from '@pulumi/aws';
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import type { PolicyName } from '../../../../policies/catalogue.ts';
import type { Case } from './case.ts';

const configMap = (data: Record<string, pulumi.Input<string>>) => void new kubernetes.core.v1.ConfigMap('rules', { data });

const pod = (env: kubernetes.types.input.core.v1.EnvVar[]) =>
  void new kubernetes.apps.v1.Deployment('grafana', {
    spec: { selector: {}, template: { spec: { containers: [{ name: 'grafana', env }] } } },
  });

const contactPoint = (token: pulumi.Input<string>) => void new grafana.alerting.ContactPoint('slack', { slacks: [{ token }] });

// Put together here, so that no scanner takes this file for a leak.
const WEBHOOK = ['https://hooks.slack.com', 'services', 'T00000000', 'B00000000', 'XXXXXXXXXXXXXXXXXXXXXXXX'].join('/');
const ACCESS_KEY = `AKIA${'IOSFODNN7EXAMPLE'}`;
const PRIVATE_KEY = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');

export const secretCases = {
  'no-secret-in-clear': {
    satisfied: {
      'a Pulumi secret': () => contactPoint(pulumi.secret('hunter2')),
      'a secret in a Secret': () =>
        void new kubernetes.core.v1.Secret('grafana', { stringData: { password: pulumi.secret('hunter2') } }),
      'a reference to a Secret': () =>
        pod([{ name: 'GF_DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: 'grafana', key: 'password' } } }]),
      'references in a file': () =>
        configMap({
          'alertmanager.yml':
            'slack_configs:\n  - api_url_file: /etc/secrets/slack\n    token: $SLACK_TOKEN\n    password: "$PASSWORD"\n',
        }),
      "the Collector's routing key, which is none": () => configMap({ 'config.yaml': 'loadbalancing:\n  routing_key: traceID\n' }),
      'an address without a password': () => configMap({ 'config.yaml': 'url: https://grafana.example.com/a?b=c@d\n' }),
    },
    violated: {
      'a field that is called like a secret': [() => contactPoint('hunter2'), 'slacks.0.token is not a secret.'],
      'a Pulumi secret where everybody reads it': [
        () => configMap({ 'grafana.ini': pulumi.secret('hunter2') }),
        'data.grafana.ini shows a secret to everybody who may read the object.',
      ],
      'a Pulumi secret in a tag': [
        () => void new aws.kms.Key('key', { tags: { Owner: pulumi.secret('hunter2') } }),
        'tags.Owner shows a secret to everybody who may read the object.',
      ],
      "a Slack webhook's address in the program": [
        () => void new grafana.alerting.ContactPoint('slack', { slacks: [{ url: WEBHOOK }] }),
        "slacks.0.url holds a Slack webhook's address in clear.",
      ],
      'an environment variable': [
        () => pod([{ name: 'GF_DATABASE_PASSWORD', value: 'hunter2' }]),
        'Container grafana has GF_DATABASE_PASSWORD in clear.',
      ],
      'a line in a file': [
        () => configMap({ 'grafana.ini': '[database]\npassword = hunter2\n' }),
        'grafana.ini has password in clear.',
      ],
      'a key in JSON': [() => configMap({ 'a.json': '{\n  "apiKey": "hunter2"\n}' }), 'a.json has apiKey in clear.'],
      "a Slack webhook's address in a file": [
        () => configMap({ 'alertmanager.yml': `api_url: ${WEBHOOK}\n` }),
        "data.alertmanager.yml holds a Slack webhook's address in clear.",
      ],
      'an AWS access key': [() => configMap({ 'a.txt': `id ${ACCESS_KEY}` }), 'data.a.txt holds an AWS access key in clear.'],
      'a private key': [() => configMap({ 'tls.pem': PRIVATE_KEY }), 'data.tls.pem holds a private key in clear.'],
      'an address with a password': [
        () => pod([{ name: 'DATABASE', value: 'postgres://vigia:hunter2@db.example.com/grafana' }]),
        'spec.template.spec.containers.0.env.0.value holds an address with a password in clear.',
      ],
      "a PagerDuty integration's address": [
        () => configMap({ 'a.txt': 'https://events.pagerduty.com/integration/0123456789abcdef0123456789abcdef/enqueue' }),
        "data.a.txt holds a PagerDuty integration's address in clear.",
      ],
    },
  },
} as const satisfies Partial<Record<PolicyName, Case>>;
