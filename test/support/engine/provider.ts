/**
 * A stand-in for a provider plugin: speaks the provider protocol to the engine and makes nothing. What it answers is what
 * the plan answers, from the same table, so that a program which can be planned can be run.
 *
 * `node provider.ts <npm package> <address of the engine>`
 */
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { isSecret, Output } from '@pulumi/pulumi';
import type { DiffResult, Provider } from '@pulumi/pulumi/provider/provider.js';
import { main } from '@pulumi/pulumi/provider/server.js';
import { specialSecretSig, specialSigKey } from '@pulumi/pulumi/runtime/rpc.js';
import { outputsOf } from '../../../preview/outputs.ts';
import { replacing } from './replacement.ts';

type Properties = Readonly<Record<string, unknown>>;

const [npmPackage = '', ...engineArgs] = process.argv.slice(2);
const manifest: { version: string } = createRequire(import.meta.url)(`${npmPackage}/package.json`);

const provider: Provider = {
  // A program refuses a plugin that is older than its SDK.
  version: manifest.version,
  schema: '{}',

  async diff(_id, urn, olds, news): Promise<DiffResult> {
    const paths = replacing(typeOf(urn), olds, news);
    // Without `changes` the engine compares the inputs itself.
    return { replaces: paths.map((path) => path.split('.', 1).join()), deleteBeforeReplace: paths.length > 0 };
  },

  async create(urn, inputs) {
    const name = nameOf(urn);
    return { id: `${name}-id`, outs: { ...inputs, ...(await answers(urn, inputs)) } };
  },

  async update(_id, urn, olds, news) {
    const computed = await answers(urn, news);
    // What was computed once stays, as a password does; what follows from the inputs follows them.
    const kept = Object.keys(computed).filter((key) => isRandom(urn) && key in olds);
    return { outs: { ...news, ...computed, ...Object.fromEntries(kept.map((key) => [key, olds[key]])) } };
  },
};

async function answers(urn: string, inputs: Properties): Promise<Properties> {
  const outputs = Object.entries(outputsOf({ type: typeOf(urn), name: nameOf(urn), inputs }));
  return Object.fromEntries(await Promise.all(outputs.map(async ([key, value]) => [key, await onTheWire(urn, value)])));
}

/** An Output as the protocol has it: a secret is wrapped. What is random is so here too. */
async function onTheWire(urn: string, value: unknown): Promise<unknown> {
  if (!Output.isInstance(value)) return value;
  const plain = isRandom(urn) ? randomBytes(18).toString('base64url') : await resolved(value);
  return (await isSecret(value)) ? { [specialSigKey]: specialSecretSig, value: plain } : plain;
}

function resolved(output: Output<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

const isRandom = (urn: string) => typeOf(urn).startsWith('random:');

/** `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>` */
const typeOf = (urn: string) => (urn.split('::')[2] ?? '').split('$').at(-1) ?? '';
const nameOf = (urn: string) => urn.split('::').slice(3).join('::');

await main(provider, engineArgs);
