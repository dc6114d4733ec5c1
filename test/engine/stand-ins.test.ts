/** The harness itself, on a program small enough to know each step of. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, type Result, startEngine } from '../support/engine/engine.ts';

const project = {
  name: 'small',
  main: join(import.meta.dirname, '../support/engine/small-program.ts'),
  runtime: { name: 'nodejs', options: { typescript: false } },
};

async function small(stack: string): Promise<Engine> {
  const settings = { config: { 'logs:bucket': 'vigia-logs', 'logs:retention': '35d' } };
  const engine = await startEngine({ project, stack, settings });
  await engine.setSecret({ 'slack:webhook': 'https://hooks.example/first-secret', 'cluster:kubeconfig': 'second-secret' });
  return engine;
}

/** `op name` of each step that changes something. */
const changes = ({ steps }: Result) =>
  steps.filter(({ op }) => op !== 'same').map(({ op, urn }) => `${op} ${urn.split('::').at(-1)}`);

describe('a stack on stand-ins', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await small('dev');
  });
  afterAll(() => engine.remove());

  it('is planned, made, and then unchanged', async () => {
    const preview = await engine.preview();
    expect(preview.code, preview.output).toBe(0);
    expect(changes(preview).filter((step) => step.startsWith('create '))).toHaveLength(8);

    const up = await engine.up();
    expect(up.code, up.output).toBe(0);
    expect(changes(up).sort()).toEqual(changes(preview).sort());

    expect(changes(await engine.preview())).toEqual([]);
  });

  it('keeps every secret encrypted', async () => {
    const state = await engine.exported();
    expect(state).toContain('"ciphertext"');
    for (const secret of ['first-secret', 'second-secret']) expect(state).not.toContain(secret);
  });

  it('changes what has another input, and nothing else: a password stays', async () => {
    await engine.set({ 'logs:retention': '90d' });
    const up = await engine.up();
    expect(changes(up)).toEqual(['update bucket']);
  });

  it('is made anew where a name changes, with what depends on it', async () => {
    await engine.set({ 'logs:bucket': 'vigia-other' });
    const up = await engine.up();
    expect(up.code, up.output).toBe(0);
    expect(changes(up).filter((step) => /^(replace|update)/.test(step))).toEqual(['replace bucket', 'update parameter']);
  });

  it('is destroyed to the last resource', async () => {
    const destroyed = await engine.destroy();
    expect(destroyed.code, destroyed.output).toBe(0);
    expect(JSON.parse(await engine.exported()).deployment.resources ?? []).toEqual([]);
  });
});

it('a protected resource is not destroyed', async () => {
  const engine = await small('prod');
  try {
    const up = await engine.up();
    expect(up.code, up.output).toBe(0);
    const refused = await engine.destroy();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('urn:pulumi:prod::small::aws:s3/bucket:Bucket::bucket');
    expect(refused.output).toContain('protected');
  } finally {
    await engine.remove();
  }
});
