/** What a provider would answer, as far as the program reads it: plausible values, the same at every run. */
import { secret } from '@pulumi/pulumi';

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

type Outputs = Readonly<Record<string, unknown>>;

/** The account and region of every answer: Amazon's documentation account. */
const ACCOUNT = '111122223333';
const REGION = 'us-east-1';

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** Outputs by type, for what is read of each. Inputs come back as outputs by themselves. */
const BY_TYPE: Readonly<Record<string, (resource: Registered) => Outputs>> = {
  'aws:kms/key:Key': ({ name }) => ({ arn: arn('kms', `key/${name}`), keyId: name }),
  'aws:s3/bucket:Bucket': ({ name, inputs }) => {
    const bucket = inputs.bucket ?? name;
    return { bucket, arn: `arn:aws:s3:::${bucket}`, bucketRegionalDomainName: `${bucket}.s3.${REGION}.amazonaws.com` };
  },
  'aws:iam/role:Role': ({ name, inputs }) => ({
    arn: `arn:aws:iam::${ACCOUNT}:role/${inputs.name ?? name}`,
    name: inputs.name ?? name,
  }),
  'aws:opensearch/domain:Domain': ({ name, inputs }) => {
    const domainName = inputs.domainName ?? name;
    return { arn: arn('es', `domain/${domainName}`), endpoint: `vpc-${domainName}-0123456789.${REGION}.es.amazonaws.com` };
  },
  'aws:amp/workspace:Workspace': ({ name }) => ({
    arn: arn('aps', `workspace/ws-${name}`),
    prometheusEndpoint: `https://aps-workspaces.${REGION}.amazonaws.com/workspaces/ws-${name}/`,
  }),
  'aws:sns/topic:Topic': ({ name, inputs }) => ({ arn: arn('sns', `${inputs.name ?? name}`) }),
  'aws:cloudwatch/logGroup:LogGroup': ({ name, inputs }) => ({ arn: arn('logs', `log-group:${inputs.name ?? name}`) }),
  'random:index/randomPassword:RandomPassword': ({ name }) => ({ result: secret(`${name}-password`) }),
  'random:index/randomId:RandomId': () => ({ hex: '1a2b' }),
  // In clear, as the provider answers: that it is a secret the program has to say.
  'pagerduty:index/serviceIntegration:ServiceIntegration': ({ name }) => ({ integrationKey: `${name}-key` }),
  'grafana:oss/serviceAccountToken:ServiceAccountToken': ({ name }) => ({ key: secret(`${name}-key`) }),
};

export function outputsOf(resource: Registered): Outputs {
  return BY_TYPE[resource.type]?.(resource) ?? {};
}
