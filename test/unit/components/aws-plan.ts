/** What the tests of AWS components share: a plan of a component, and a look into its policies. */
import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { EncryptionKeys } from '../../../infra/components/encryption-keys.ts';
import { environments } from '../../../infra/environment.ts';
import { tagsOf } from '../../../infra/tags.ts';
import { type Json, type JsonObject, type Recorded, record } from '../../../preview/record.ts';

export const ACCOUNT = { accountId: '111122223333', region: 'us-east-1' };
export const PROVIDER = 'pulumi:providers:aws::aws';

export type Stack = 'dev' | 'prod';
export const tags = (stack: Stack) => tagsOf(environments[stack], 'platform');

/** The keys of the stack; their ARNs end with their names, such as `key/keys-logs`. */
export const keysOf = (stack: Stack, opts: pulumi.ComponentResourceOptions) =>
  new EncryptionKeys('keys', { environment: environments[stack], ...ACCOUNT, tags: tags(stack) }, opts);

/** Records what `program` makes with an explicit provider. */
export async function plan(stack: Stack, program: (opts: pulumi.ComponentResourceOptions) => void): Promise<Plan> {
  const resources = await record(() => program({ providers: { aws: new aws.Provider('aws', { region: ACCOUNT.region }) } }), {
    stack,
  });
  return new Plan(resources);
}

export class Plan {
  readonly resources: readonly Recorded[];

  constructor(resources: readonly Recorded[]) {
    this.resources = resources;
  }

  /** @throws Error where there is no such resource */
  get(name: string): Recorded {
    const found = this.resources.find((resource) => resource.name === name);
    if (!found) throw new Error(`There is no ${name}, only ${this.resources.map((resource) => resource.name).join(', ')}.`);
    return found;
  }

  has(name: string): boolean {
    return this.resources.some((resource) => resource.name === name);
  }

  inputs(name: string): JsonObject {
    return this.get(name).inputs;
  }

  /** Type and name of each resource below the component, in the order of names. */
  below(component: string): string[] {
    const { urn } = this.get(component);
    return this.resources
      .filter(({ parent }) => parent === urn)
      .map(({ type, name }) => `${type.split(':').at(-1)} ${name}`)
      .sort();
  }

  /** The statements of the JSON document in a property, by their Sid. */
  statements(name: string, property: string): Record<string, Json> {
    const document: { Version: string; Statement: { Sid: string }[] } = JSON.parse(String(this.inputs(name)[property]));
    if (document.Version !== '2012-10-17') throw new Error(`The policy language is ${document.Version}.`);
    return Object.fromEntries(document.Statement.map(({ Sid, ...statement }) => [Sid, statement as JsonObject]));
  }
}
