/** How long indices stay, as policies of Index State Management. Pure. */
import { INDEX_KINDS, type IndexKind, indexPattern } from './indices.ts';

export interface RetentionOptions {
  readonly env: string;
  /** Days after which logs and dead letters are deleted. Audit records are not: a worker deletes them once their export is proven. */
  readonly retentionDays: number;
  /** Days after which an index moves to UltraWarm, less than `retentionDays`; left out where the domain has no warm nodes. */
  readonly warmAfterDays?: number | undefined;
}

interface State {
  readonly name: 'hot' | 'warm' | 'delete';
  readonly actions: readonly ({ readonly warm_migration: object } | { readonly delete: object })[];
  readonly transitions: readonly {
    readonly state_name: State['name'];
    readonly conditions: { readonly min_index_age: `${number}d` };
  }[];
}

/** The body of `PUT _plugins/_ism/policies/<name>`, less its envelope. */
export interface RetentionPolicy {
  readonly description: string;
  readonly default_state: 'hot';
  readonly states: readonly State[];
  /** Which new indices it takes on. */
  readonly ism_template: readonly { readonly index_patterns: readonly string[]; readonly priority: number }[];
}

/** Above what people give to policies of their own: one for `*` must not delete audit records. */
const PRIORITY = 200;

/** The name of a kind's policy. */
export function policyName(kind: IndexKind, env: string): string {
  return `vigia-${kind}-${env}`;
}

/** Every policy of an environment: name -> body. Even the audit's, which deletes nothing, so that no other policy takes its indices. */
export function retentionPolicies({ env, retentionDays, warmAfterDays }: RetentionOptions): Record<string, RetentionPolicy> {
  const policy = (kind: IndexKind): RetentionPolicy => ({
    description: kind === 'audit' ? 'Never deletes.' : `Deletes after ${retentionDays} days.`,
    default_state: 'hot',
    states: statesOf(warmAfterDays, kind === 'audit' ? undefined : retentionDays),
    ism_template: [{ index_patterns: [indexPattern(kind, env)], priority: PRIORITY }],
  });
  return Object.fromEntries(INDEX_KINDS.map((kind) => [policyName(kind, env), policy(kind)]));
}

/** Each state passes an index on to the next; ages count from the index's creation. */
function statesOf(warmAfterDays: number | undefined, deleteAfterDays: number | undefined): State[] {
  const stages: { readonly state: Omit<State, 'transitions'>; readonly fromDay: number }[] = [
    { state: { name: 'hot', actions: [] }, fromDay: 0 },
    ...(warmAfterDays === undefined
      ? []
      : [{ state: { name: 'warm', actions: [{ warm_migration: {} }] }, fromDay: warmAfterDays } as const]),
    ...(deleteAfterDays === undefined
      ? []
      : [{ state: { name: 'delete', actions: [{ delete: {} }] }, fromDay: deleteAfterDays } as const]),
  ];
  return stages.map(({ state }, i) => {
    const next = stages[i + 1];
    const transitions = next ? [{ state_name: next.state.name, conditions: { min_index_age: `${next.fromDay}d` } } as const] : [];
    return { ...state, transitions };
  });
}
