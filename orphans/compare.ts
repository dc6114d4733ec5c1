/** Compares the rules that are live with those that are declared. */
import type { LiveRule, Place, Rule } from './rule.ts';

/** One thing in which a live rule is not as declared. A side that does not have it is absent. */
export interface Difference {
  readonly what: string;
  readonly declared?: string;
  readonly live?: string;
}

export interface Findings {
  /** Live, and nobody declared it. */
  readonly orphans: readonly LiveRule[];
  /** Live on a server that it is not declared for, under a name that is declared for the other: such an alert pages twice. */
  readonly misplaced: readonly LiveRule[];
  /** Declared and not live. */
  readonly missing: readonly Rule[];
  /** Live and declared under one name, but not the same. */
  readonly changed: readonly { readonly declared: Rule; readonly live: LiveRule; readonly differences: readonly Difference[] }[];
}

export interface CompareArgs {
  readonly declared: readonly Rule[];
  readonly live: readonly LiveRule[];
  /** The servers that were asked: of others nothing is known, so nothing there is missing. */
  readonly places: readonly Place[];
  /** Gives an expression's normal form: equal for two that differ in notation alone. */
  readonly normal: (expr: string) => string;
}

/**
 * The findings. Rules with one name are counted: of two live ones where one is declared, the one that is less alike is an orphan.
 */
export function compare({ declared, live, places, normal }: CompareArgs): Findings {
  const pairs: Pair[] = [];
  const missing: Rule[] = [];
  const unmatched: LiveRule[] = [];
  const wanted = Map.groupBy(
    declared.filter(({ place }) => places.includes(place)),
    identity,
  );
  const found = Map.groupBy(live, identity);
  for (const key of new Set([...wanted.keys(), ...found.keys()])) {
    const matched = pair(wanted.get(key) ?? [], found.get(key) ?? [], normal);
    pairs.push(...matched.pairs);
    missing.push(...matched.missing);
    unmatched.push(...matched.extra);
  }
  const isMisplaced = (rule: LiveRule) => isDeclaredElsewhere(rule, declared);
  return {
    orphans: unmatched.filter((rule) => !isMisplaced(rule)),
    misplaced: unmatched.filter(isMisplaced),
    missing,
    changed: pairs.flatMap((both) => {
      const differences = differencesOf(both, normal);
      return differences.length > 0 ? [{ ...both, differences }] : [];
    }),
  };
}

/** How much there is to do: 0 where what is live is what is declared. */
export function countOf({ orphans, misplaced, missing, changed }: Findings): number {
  return orphans.length + misplaced.length + missing.length + changed.length;
}

interface Pair {
  readonly declared: Rule;
  readonly live: LiveRule;
}

type Alike = (both: Pair) => boolean;

function identity({ place, kind, name }: Rule): string {
  return JSON.stringify([place, kind, name]);
}

/** Pairs rules of one name, those that are most alike first. */
function pair(declared: readonly Rule[], live: readonly LiveRule[], normal: CompareArgs['normal']) {
  const sameGroup: Alike = (both) => both.declared.group === both.live.group;
  const same: Alike = (both) => differencesOf(both, normal).length === 0;
  const sameLabels: Alike = (both) => settingDifferences(both).every(({ what }) => !what.startsWith('label '));
  const rounds: readonly Alike[] = [
    (both) => same(both) && sameGroup(both),
    same,
    (both) => sameLabels(both) && sameGroup(both),
    sameLabels,
    () => true,
  ];
  const pairs: Pair[] = [];
  const missing = new Set(declared);
  const extra = new Set(live);
  for (const alike of rounds) {
    for (const wanted of missing) {
      const match = [...extra].find((found) => alike({ declared: wanted, live: found }));
      if (!match) continue;
      pairs.push({ declared: wanted, live: match });
      missing.delete(wanted);
      extra.delete(match);
    }
  }
  return { pairs, missing, extra };
}

function differencesOf(both: Pair, normal: CompareArgs['normal']): readonly Difference[] {
  const { declared, live } = both;
  const expression =
    normal(declared.expr) === normal(live.expr) ? [] : [{ what: 'expr', declared: declared.expr, live: live.expr }];
  return [...expression, ...settingDifferences(both)];
}

function settingDifferences({ declared, live }: Pair): readonly Difference[] {
  return [...new Set([...Object.keys(declared.settings), ...Object.keys(live.settings)])].sort().flatMap((what) => {
    const [ours, theirs] = [declared.settings[what], live.settings[what]];
    if (ours === theirs) return [];
    return [{ what, ...(ours !== undefined && { declared: ours }), ...(theirs !== undefined && { live: theirs }) }];
  });
}

function isDeclaredElsewhere({ place, kind, name }: LiveRule, declared: readonly Rule[]): boolean {
  const namesakes = declared.filter((rule) => rule.kind === kind && rule.name === name);
  return namesakes.length > 0 && namesakes.every((rule) => rule.place !== place);
}
