/** The rendered manifests, unchanged, and the list of changes beside them: a folder that `kubectl kustomize` puts together. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { ensureTools } from '../../../../local/tools/index.ts';
import { run } from '../../../../local/tools/run.ts';
import type { Plan } from '../../../../preview/plan.ts';
import { writePlan } from '../../../../preview/write.ts';
import type { Patch, Target } from '../patches.ts';

/** As much of an object as says which one it is. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What `npm run preview -- --out` writes, in the folder of the changes. */
const RENDERED = 'rendered';

/** The objects of a plan, with the path of each one's file. */
export function manifestsOf({
  artifacts,
}: Pick<Plan, 'artifacts'>): readonly { readonly path: string; readonly manifest: Manifest }[] {
  return artifacts
    .filter(({ path }) => path.startsWith('manifests/'))
    .map(({ path, content }) => ({ path, manifest: parse(content) as Manifest }));
}

/** The objects that a change is meant for. */
export function matching(manifests: readonly Manifest[], { kind, namespace, name }: Target): readonly Manifest[] {
  const named = new RegExp(`^(?:${name})$`);
  return manifests.filter(({ kind: k, metadata }) => k === kind && metadata.namespace === namespace && named.test(metadata.name));
}

/**
 * `kustomization.yaml`: every manifest of a plan, and the changes.
 * @throws Error for a change that is not meant for exactly one object: `kubectl` would pass over it.
 */
export function kustomization(plan: Pick<Plan, 'artifacts'>, patches: readonly Patch[]): string {
  const manifests = manifestsOf(plan);
  return stringify(
    {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: manifests.map(({ path }) => `${RENDERED}/${path}`),
      patches: patches.map(({ target, change, reason }) => {
        const found = matching(
          manifests.map(({ manifest }) => manifest),
          target,
        );
        const [only] = found;
        if (!only || found.length > 1) {
          throw new Error(
            `The patch of ${target.kind} ${target.namespace}/${target.name} (${reason}) matches ${found.length} rendered objects; give a target that is one of them.`,
          );
        }
        const { apiVersion, kind, metadata } = only;
        return { target, patch: stringify({ apiVersion, kind, metadata: { name: metadata.name }, ...change }) };
      }),
    },
    { lineWidth: 0 },
  );
}

/**
 * Writes a plan as `npm run preview -- --out` does, with the changes beside it, and has `kubectl` put them together.
 * @param folder to write into; one that an earlier call wrote is replaced
 * @returns every object, in the order in which `kubectl` would apply them
 */
export async function patched(plan: Plan, patches: readonly Patch[], folder: string): Promise<readonly Manifest[]> {
  const text = kustomization(plan, patches);
  writePlan(plan, join(folder, RENDERED));
  await writeFile(join(folder, 'kustomization.yaml'), text);
  const { kubectl } = await ensureTools(['kubectl']);
  const output = join(folder, 'patched.yaml');
  const outcome = await run([kubectl.path, 'kustomize', folder, '--output', output], { env: process.env });
  if (outcome.code !== 0)
    throw new Error(`kubectl could not put the manifests and their patches together: ${outcome.output.trim()}`);
  return parseAllDocuments(await readFile(output, 'utf8')).map((document) => document.toJS() as Manifest);
}
