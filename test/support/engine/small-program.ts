/** A program that is small enough to know what each of its steps must be. */
import * as aws from '@pulumi/aws';
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';

const logs = new pulumi.Config('logs');
const provider = {
  aws: new aws.Provider('aws', { region: 'us-east-1' }),
  kubernetes: new kubernetes.Provider('kubernetes', { kubeconfig: new pulumi.Config('cluster').requireSecret('kubeconfig') }),
  random: new random.Provider('random'),
};

const bucket = new aws.s3.Bucket(
  'bucket',
  { bucket: logs.require('bucket'), tags: { retention: logs.require('retention') } },
  { provider: provider.aws, protect: pulumi.getStack() === 'prod' },
);
const password = new random.RandomPassword('password', { length: 20 }, { provider: provider.random });
const secret = new kubernetes.core.v1.Secret(
  'secret',
  {
    metadata: { name: 'passwords', namespace: 'vigia' },
    stringData: { password: password.result, webhook: new pulumi.Config('slack').requireSecret('webhook') },
  },
  { provider: provider.kubernetes },
);
new aws.ssm.Parameter('parameter', { type: 'String', value: bucket.arn }, { provider: provider.aws, dependsOn: secret });
