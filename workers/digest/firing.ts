/** Firings: an alert of a tenant, from when to when. Both evaluators' histories become these. */
import type { Day, Range } from './day.ts';

/** What makes two series one alert to people: the tenant and what is wrong, not which limiter or queue it was. */
export interface AlertKey {
  readonly alert: string;
  readonly severity: string;
  /** Absent where the alert is the platform's own. */
  readonly tenant?: string | undefined;
  /** It could not be evaluated: that is what fired. */
  readonly broken?: boolean;
}

/** A stretch in which one series of an alert fired. It may reach out of the day. */
export interface Stretch extends AlertKey, Range {}

export interface Firing extends Range {
  /** It fired already when the day began. */
  readonly before: boolean;
  /** It fired still when the day ended. */
  readonly still: boolean;
}

export interface FiredAlert extends AlertKey {
  /** In order, none of them touching the next. */
  readonly firings: readonly Firing[];
}

/** Shorter silences are one and the same trouble: a restart of the evaluator, or a value that hovers about its threshold. */
export const LONGEST_GAP_MS = 5 * 60_000;

/** Never listed: it fires always. */
const WATCHDOG = 'Watchdog';

/** The alerts of a day: stretches of the same alert joined, and cut to the day. */
export function firedAlerts(stretches: Iterable<Stretch>, day: Day): readonly FiredAlert[] {
  const byAlert = new Map<string, { readonly key: AlertKey; readonly ranges: Range[] }>();
  for (const { from, to, ...key } of stretches) {
    if (key.alert === WATCHDOG || to < day.from || from > day.to) continue;
    const id = JSON.stringify([key.alert, key.severity, key.tenant ?? null, key.broken ?? false]);
    const known = byAlert.get(id) ?? { key, ranges: [] };
    known.ranges.push({ from, to });
    byAlert.set(id, known);
  }
  return [...byAlert.values()].map(({ key, ranges }) => ({ ...key, firings: joined(ranges).map((range) => cut(range, day)) }));
}

/** Ranges that overlap, or lie no further apart than the longest gap, as one. */
export function joined(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && range.from - last.to <= LONGEST_GAP_MS) result[result.length - 1] = { ...last, to: Math.max(last.to, range.to) };
    else result.push(range);
  }
  return result;
}

function cut({ from, to }: Range, day: Day): Firing {
  return { from: Math.max(from, day.from), to: Math.min(to, day.to), before: from <= day.from, still: to >= day.to };
}

/** The key that an alert's labels say. */
export function keyOf(labels: Readonly<Record<string, string>>): AlertKey {
  return { alert: labels.alertname ?? 'an alert without a name', severity: labels.severity ?? '', tenant: labels.tenant };
}
