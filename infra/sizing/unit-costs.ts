/** What a unit of each workload's work costs, read off what was measured. */
import { lineThrough } from './least-squares.ts';
import type { ContainerFigures, Measured, Unit, Window } from './measured.ts';

/** The kinds of work that a workload's processor time is told by; none where its work is too rare to be seen beside its base. */
export const WORK = {
  agent: ['lines', 'spans', 'points'],
  gateway: ['lines', 'spans', 'points'],
  'log-writer': ['lines'],
  prometheus: ['samples'],
  reloader: [],
  alertmanager: [],
  tempo: ['spans'],
  clinic: ['requests'],
} as const satisfies Readonly<Record<string, readonly Unit[]>>;

export type MeasuredWorkload = keyof typeof WORK;

/**
 * The kinds of work that its memory is told by, where they are others. Prometheus holds series, however often each has a sample. A Collector
 * holds as many data points as an application sends at once, however many applications there are.
 */
const HELD: { readonly [W in MeasuredWorkload]?: readonly Unit[] } = {
  agent: ['lines', 'spans'],
  gateway: ['lines', 'spans'],
  prometheus: ['series'],
};

export interface Cost {
  /** Of one pod without work. */
  readonly base: number;
  /** More for one unit a second; for one series that is there. */
  readonly each: { readonly [U in Unit]?: number };
}

export interface UnitCosts {
  /** In cores: a unit's price is its processor time in seconds. */
  readonly cores: Cost;
  /** In MiB. */
  readonly memory: Cost;
  /** The most memory that one pod held in any window, in MiB. */
  readonly mostMiB: number;
}

/** The prices of a workload: of all windows, or of those given. @throws RangeError where they do not tell its kinds of work apart. */
export function costsOf(workload: MeasuredWorkload, windows: readonly Window[]): UnitCosts {
  const seen = windows.flatMap(({ seconds, containers }) =>
    containers.filter((container) => container.workload === workload).map((container) => ({ seconds, ...container })),
  );
  const cost = (units: readonly Unit[], of: (container: Seen) => number): Cost => {
    const observations = seen.map((one) => ({ work: units.map((unit) => rateOf(one, unit)), cost: of(one) }));
    const { base, each } = lineThrough(observations, units.length);
    return { base, each: Object.fromEntries(units.map((unit, i) => [unit, each[i] ?? 0])) };
  };
  return {
    cores: cost(WORK[workload], ({ cpuSeconds, seconds }) => cpuSeconds / seconds),
    memory: cost(HELD[workload] ?? WORK[workload], ({ memoryMiB }) => memoryMiB),
    mostMiB: Math.max(0, ...seen.map(({ memoryMiB }) => memoryMiB)),
  };
}

/** The prices that each run by itself would give: how far they are apart is how much of them is noise. */
export function costsByRun(workload: MeasuredWorkload, { windows }: Pick<Measured, 'windows'>): readonly UnitCosts[] {
  return [...Map.groupBy(windows, ({ run }) => run).values()].map((own) => costsOf(workload, own));
}

/** What so much work costs one pod. @param rates units a second */
export function priceOf({ base, each }: Cost, rates: { readonly [U in Unit]?: number }): number {
  return Object.entries(each).reduce((sum, [unit, price]) => sum + price * (Reflect.get(rates, unit) ?? 0), base);
}

/** How many log lines and spans of a request reach the agent, by the windows in which the clinic had requests. */
export function perRequest({ windows }: Pick<Measured, 'windows'>): Readonly<Record<'lines' | 'spans', number>> {
  const containers = windows.filter(hasRequests).flatMap((window) => window.containers);
  const sum = (workload: MeasuredWorkload, unit: Unit) =>
    containers.filter((container) => container.workload === workload).reduce((all, { work }) => all + (work[unit] ?? 0), 0);
  const requests = sum('clinic', 'requests');
  return { lines: sum('agent', 'lines') / requests, spans: sum('agent', 'spans') / requests };
}

type Seen = ContainerFigures & Pick<Window, 'seconds'>;

function hasRequests({ containers }: Window): boolean {
  return containers.some(({ work }) => (work.requests ?? 0) > 0);
}

/** Units a second; of series, how many there are. */
function rateOf({ seconds, work }: Seen, unit: Unit): number {
  return (work[unit] ?? 0) / (unit === 'series' ? 1 : seconds);
}
