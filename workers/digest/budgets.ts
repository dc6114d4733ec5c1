/** Error budgets that run out, from the series that the objectives' rules record. */
import type { RecordedName } from '@vigia/telemetry/contract';
import type { Labels, Prometheus } from './prometheus.ts';

const REMAINING = 'slo:error_budget:remaining_ratio' satisfies RecordedName;
const DAYS_LEFT = 'slo:error_budget:exhaustion_days' satisfies RecordedName;

/** Below this a budget is at risk: three quarters are spent. */
export const AT_RISK_BELOW = 0.25;

/** The worst of them are listed, the others counted. */
export const LISTED = 20;

export interface Budget {
  readonly tenant: string;
  /** Name of the objective, such as `api-availability`. */
  readonly slo: string;
  /** What is left: 1 is all of it, 0 nothing, below 0 it is overspent. */
  readonly remaining: number;
  /** Days until it is spent at the rate of the last day; undefined where nothing burns now. */
  readonly daysLeft: number | undefined;
}

export interface Budgets {
  /** Budgets there are. */
  readonly total: number;
  /** How many of them are at risk. */
  readonly atRisk: number;
  /** The worst, worst first. */
  readonly worst: readonly Budget[];
}

/** The budgets at a moment; undefined where none is recorded yet. */
export async function budgetsAt(prometheus: Prometheus, time: number): Promise<Budgets | undefined> {
  const risky = `${REMAINING} < ${AT_RISK_BELOW}`;
  const [[total], [atRisk], worst, days] = await Promise.all([
    prometheus.at(`count(${REMAINING})`, time),
    prometheus.at(`count(${risky})`, time),
    prometheus.at(`bottomk(${LISTED}, ${risky})`, time),
    prometheus.at(`${DAYS_LEFT} and on (env, tenant, slo) bottomk(${LISTED}, ${risky})`, time),
  ]);
  if (!total) return undefined;
  const daysLeft = new Map(days.map(({ labels, value }) => [idOf(labels), value]));
  return {
    total: total.value,
    atRisk: atRisk?.value ?? 0,
    worst: worst
      .map(({ labels, value }) => ({
        tenant: labels.tenant ?? '',
        slo: labels.slo ?? '',
        remaining: value,
        daysLeft: daysLeft.get(idOf(labels)),
      }))
      .sort((a, b) => a.remaining - b.remaining || compare(a.tenant, b.tenant) || compare(a.slo, b.slo)),
  };
}

const idOf = ({ tenant, slo }: Labels) => JSON.stringify([tenant, slo]);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
