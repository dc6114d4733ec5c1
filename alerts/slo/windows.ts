/**
 * Good and total counts in every window, as recording rules. Only two windows look at the metric itself: five minutes, every minute, and
 * a whole hour, every hour. All others are sums of those, so that a long window costs no more than a short one, and so that a ratio is
 * always one of counts: weighted by traffic, and never an average of ratios.
 */
import { duration, type SloName, slos } from '../../telemetry/contract/index.ts';
import { recorded, type Vector } from '../../telemetry/query/index.ts';
import { outsideMaintenance, untouchedByMaintenance } from '../maintenance.ts';
import { type Recording, record } from '../record.ts';
import { goodOf, totalEvents } from './sli.ts';

/** How often the five minutes are counted: an event is in five of the counts, and a sum over them counts it five times. */
export const EVERY = duration('1m');

const SLIDING = duration('5m');
const TILE = duration('1h');
const OVERLAP = SLIDING.ms / EVERY.ms;

/** Windows whose counts slide with every minute. */
export const SLIDING_WINDOWS = ['30m', '1h', '2h', '6h'] as const;
/** Windows made of whole hours. */
export const TILED_WINDOWS = ['1d', '3d'] as const;

/** A window of which the share of bad events is recorded. */
export type WindowName = '5m' | (typeof SLIDING_WINDOWS)[number] | (typeof TILED_WINDOWS)[number];

const objectives = Object.entries(slos) as [SloName, (typeof slos)[SloName]][];

/** The counts of five minutes, and the windows that slide with them. */
export function slidingCounts(): readonly Recording[] {
  return [
    ...objectives.flatMap(([slo, definition]) => [
      record('slo:total:increase5m', outsideMaintenance(totalEvents(definition, SLIDING)), { slo }),
      record('slo:good:increase5m', goodOf(definition, SLIDING, recorded('slo:total:increase5m', { slo })), { slo }),
    ]),
    ...SLIDING_WINDOWS.flatMap((window) =>
      (['total', 'good'] as const).map((kind) =>
        record(`slo:${kind}:increase${window}`, recorded(`slo:${kind}:increase5m`).sumOver(duration(window)).dividedBy(OVERLAP)),
      ),
    ),
    ...(['5m', ...SLIDING_WINDOWS] as const).map(errorRatio),
  ];
}

/** Whole hours: each touches the one before, and no event is in two of them. */
export function hourlyTiles(): readonly Recording[] {
  return objectives.flatMap(([slo, definition]) => [
    record('slo:total:increase1h_tile', untouchedByMaintenance(totalEvents(definition, TILE), TILE), { slo }),
    record('slo:good:increase1h_tile', goodOf(definition, TILE, recorded('slo:total:increase1h_tile', { slo })), {
      slo,
    }),
  ]);
}

/** Sums of whole hours, up to the objective's own period. */
export function tiledCounts(): readonly Recording[] {
  const kinds = ['total', 'good'] as const;
  return [
    ...TILED_WINDOWS.flatMap((window) =>
      kinds.map((kind) =>
        record(`slo:${kind}:increase${window}`, recorded(`slo:${kind}:increase1h_tile`).sumOver(duration(window))),
      ),
    ),
    ...objectives.flatMap(([slo, { period }]) =>
      kinds.map((kind) =>
        record(`slo:${kind}:increase_period`, recorded(`slo:${kind}:increase1h_tile`, { slo }).sumOver(period), { slo }),
      ),
    ),
    ...([...TILED_WINDOWS, '_period'] as const).map(errorRatio),
  ];
}

type PerObjective = Vector<'env' | 'tenant' | 'slo'>;

/** Absent where there was no event: nothing divided by nothing is no number. */
function errorRatio(window: WindowName | '_period'): Recording {
  const good: PerObjective = recorded(`slo:good:increase${window}`);
  const total: PerObjective = recorded(`slo:total:increase${window}`);
  return record(`slo:errors:ratio${window}`, good.dividedBy(total.above(0)).subtractedFrom(1));
}
