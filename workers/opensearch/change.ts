/** One difference between what OpenSearch has and what it should have. */

export interface Change {
  readonly kind:
    | 'pipeline'
    | 'template'
    | 'fields'
    | 'settings'
    | 'retention policy'
    | 'retention'
    | 'role'
    | 'role mapping'
    | 'audit log';
  /** Name of the pipeline, template, policy or role, or part of the audit log; of the index for its fields, settings and retention. */
  readonly name: string;
  /** `none-possible`: the type of a field of an index that exists stays until the index is deleted. */
  readonly change: 'create' | 'update' | 'add' | 'attach' | 'none-possible';
  /** The places that differ. */
  readonly paths: readonly string[];
}

/** A change and how it is made; nothing where none is possible. */
export interface Planned {
  readonly change: Change;
  readonly make?: () => Promise<unknown>;
}

const PAST: Readonly<Record<Exclude<Change['change'], 'none-possible'>, string>> = {
  create: 'created',
  update: 'updated',
  add: 'given new fields',
  attach: 'put under its retention policy',
};

/** A change as a line for people. */
export function sentenceOf({ kind, name, change, paths }: Change, onlyChecked: boolean): string {
  const places = paths.length > 0 ? `: ${paths.join(', ')}` : '';
  if (change === 'none-possible') return `index ${name} keeps other types until it is deleted${places}`;
  const what = kind === 'fields' || kind === 'settings' || kind === 'retention' ? 'index' : kind;
  return `${what} ${name} ${onlyChecked ? 'would be ' : ''}${PAST[change]}${places}`;
}
