import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { describe, expect, it } from 'vitest';
import { record } from '../../../preview/record.ts';

class Pair extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super('vigia:index:Pair', name, {}, opts);
    const password = new random.RandomPassword('password', { length: 20 }, { parent: this });
    const bucket = new aws.s3.Bucket('bucket', { bucket: 'a-bucket' }, { parent: this, protect: true, retainOnDelete: true });
    new aws.ssm.Parameter(
      'parameter',
      { type: 'String', value: pulumi.interpolate`${bucket.arn}/${password.result}` },
      { parent: this, dependsOn: bucket },
    );
    this.registerOutputs({ arn: bucket.arn, password: password.result });
  }
}

const program = () => {
  const provider = new aws.Provider('aws', { region: 'us-east-1' });
  new Pair('pair', { providers: { aws: provider } });
};

const find = async (name: string) => (await record(program, { stack: 'dev' })).find((resource) => resource.name === name);

describe('the recording of a program', () => {
  it('knows the parent, the provider, the protection and the dependencies of a resource', async () => {
    expect(await find('bucket')).toMatchObject({
      urn: 'urn:pulumi:dev::vigia::vigia:index:Pair$aws:s3/bucket:Bucket::bucket',
      parent: 'urn:pulumi:dev::vigia::pulumi:pulumi:Stack$vigia:index:Pair::pair',
      provider: 'urn:pulumi:dev::vigia::pulumi:pulumi:Stack$pulumi:providers:aws::aws',
      inputs: { bucket: 'a-bucket' },
      protect: true,
      retainOnDelete: true,
    });
    expect((await find('parameter'))?.dependencies).toEqual([
      'urn:pulumi:dev::vigia::vigia:index:Pair$aws:s3/bucket:Bucket::bucket',
      'urn:pulumi:dev::vigia::vigia:index:Pair$random:index/randomPassword:RandomPassword::password',
    ]);
  });

  it('shows no secret but keeps it for tests', async () => {
    const parameter = await find('parameter');
    expect(parameter?.inputs.value).toBe('[secret]');
    expect(parameter?.clear.value).toBe('arn:aws:s3:::a-bucket/password-password');
    expect((await find('pair'))?.outputs).toEqual({ arn: 'arn:aws:s3:::a-bucket', password: '[secret]' });
  });

  it('reads secret configuration as secret', async () => {
    const [parameter] = (
      await record(
        () => {
          new aws.ssm.Parameter('parameter', { type: 'String', value: new pulumi.Config('slack').requireSecret('webhook') });
        },
        { stack: 'dev', config: { 'slack:webhook': 'hidden' }, secretKeys: ['slack:webhook'] },
      )
    ).filter(({ name }) => name === 'parameter');
    expect(parameter?.inputs.value).toBe('[secret]');
  });

  it('is the same from run to run', async () => {
    expect(await record(program, { stack: 'dev' })).toEqual(await record(program, { stack: 'dev' }));
  });

  it('fails when a provider function is invoked', async () => {
    await expect(record(() => aws.getCallerIdentity({}), { stack: 'dev' })).rejects.toThrow(
      'The program invokes the provider function aws:index/getCallerIdentity:getCallerIdentity: a plan without credentials cannot.',
    );
  });

  it('fails when the program throws', async () => {
    const faulty = () => {
      throw new Error('no such zone');
    };
    await expect(record(faulty, { stack: 'dev' })).rejects.toThrow('no such zone');
  });
});
