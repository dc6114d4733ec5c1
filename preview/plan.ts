/** The plan of a stack: what the program would register, and every artifact that is in it. */
import { createHash } from 'node:crypto';
import { readConfig } from '../infra/config.ts';
import { type Artifact, artifactsOf } from './artifacts.ts';
import { canonical } from './canonical.ts';
import { type RecordArgs, type Recorded, record } from './record.ts';

export interface Plan {
  readonly stack: string;
  /** Sorted by URN. */
  readonly resources: readonly Recorded[];
  /** Sorted by path. */
  readonly artifacts: readonly Artifact[];
}

/**
 * Evaluates the program. Placeholders count as values, and a missing secret gets one.
 * @param program the one to evaluate; the project's by default
 * @throws ConfigError where the configuration is wrong, and whatever the program throws
 */
export async function planOf(args: RecordArgs, program?: () => unknown): Promise<Plan> {
  const resources = await record(program ?? (await stackProgram()), args);
  return { stack: args.stack, resources, artifacts: artifactsOf(resources) };
}

async function stackProgram(): Promise<() => unknown> {
  const { default: platform } = await import('../index.ts');
  return () => platform(readConfig({ placeholders: 'accepted' }));
}

/** The plan as canonical JSON: the same text for the same plan, and no secret in it. */
export function planJson({ stack, resources, artifacts }: Plan): string {
  return canonical({
    stack,
    resources: resources.map(({ urn, type, name, parent, provider, inputs, dependencies, protect, retainOnDelete }) => ({
      urn,
      type,
      name,
      parent,
      provider,
      inputs,
      dependencies,
      protect,
      retainOnDelete,
    })),
    artifacts: artifacts.map(({ path, content }) => ({
      path,
      sha256: createHash('sha256').update(content).digest('hex'),
      content,
    })),
  });
}
