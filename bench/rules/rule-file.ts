/** Rule files as the benchmark takes them apart: which rules, which past each of them reads. */
import { recorded } from '../../telemetry/contract/index.ts';

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string | undefined>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

export interface RuleGroups {
  readonly groups: readonly RuleGroup[];
}

/** A stretch of the past, in seconds before now. */
export interface Stretch {
  readonly oldest: number;
  readonly newest: number;
}

/** For how long Prometheus takes a sample for a series's present value. */
const LOOKBACK_SECONDS = 300;

export function countRules({ groups }: RuleGroups): number {
  return groups.reduce((sum, { rules }) => sum + rules.length, 0);
}

/** The same rules, every group evaluated as often as this: what one evaluation costs shows at once. */
export function everySeconds({ groups }: RuleGroups, seconds: number): RuleGroups {
  return { groups: groups.map((group) => ({ ...group, interval: `${seconds}s` })) };
}

/** The groups with those of their rules that are wanted; groups without any are left out. */
export function keep({ groups }: RuleGroups, wanted: (rule: Rule) => boolean): RuleGroups {
  return {
    groups: groups.map((group) => ({ ...group, rules: group.rules.filter(wanted) })).filter(({ rules }) => rules.length > 0),
  };
}

/** One selector of a rule, and the past that it looks at. */
export interface Need {
  readonly name: string;
  readonly stretch: Stretch;
  /** Whether the selector takes a series with these labels. */
  readonly takes: (labels: Readonly<Record<string, string>>) => boolean;
}

/** What the rules read. Words that are no series are among the names: nobody has a past for them. */
export function needsOf({ groups }: RuleGroups): Need[] {
  const expressions = new Set(groups.flatMap(({ rules }) => rules).map(({ expr }) => expr));
  return [...expressions].flatMap((expr) =>
    [...expr.matchAll(SELECTOR)].map(([, name = '', matchers = '', range, , offset]) => {
      const newest = seconds(offset);
      return { name, stretch: { newest, oldest: newest + seconds(range) + LOOKBACK_SECONDS }, takes: takenBy(matchers) };
    }),
  );
}

/** Name, matchers, range, `anchored`, offset. */
const SELECTOR = /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[^}]*\})?(?:\[([0-9a-z]+)\])?( anchored)?(?: offset ([0-9a-z]+))?/g;

function takenBy(matchers: string): Need['takes'] {
  const all = [...matchers.matchAll(/([a-z_]+)(=~|!~|!=|=)"([^"]*)"/g)].map(([, label = '', op = '', value = '']) => {
    const pattern = op.endsWith('~') ? new RegExp(`^(?:${value.replaceAll('\\\\', '\\')})$`) : undefined;
    const equal = (own: string) => (pattern ? pattern.test(own) : own === value);
    return (labels: Readonly<Record<string, string>>) => equal(labels[label] ?? '') !== op.startsWith('!');
  });
  return (labels) => all.every((takes) => takes(labels));
}

/** Stretches that touch become one, oldest first. */
export function merged(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const one of stretches.toSorted((a, b) => b.oldest - a.oldest)) {
    const last = result.at(-1);
    if (last && one.oldest >= last.newest) result[result.length - 1] = { ...last, newest: Math.min(last.newest, one.newest) };
    else result.push(one);
  }
  return result;
}

const UNITS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;

/** A length as Prometheus writes it, as in `1d1h43m`. Nothing is 0. */
export function seconds(text = ''): number {
  const parts = text.matchAll(/(\d+)([dhms])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS], 0);
}

/** How often a series is written that a rule of the file records; nothing for one that none records. */
export function recordedEvery({ groups }: RuleGroups, name: string): number | undefined {
  const group = groups.find(({ rules }) => rules.some(({ record }) => record === name));
  return group && seconds(group.interval);
}

export function isOfContract(name: string): name is keyof typeof recorded {
  return name in recorded;
}
