/** Maintenance windows: while one lasts, what a tenant's users feel counts for no budget and raises no alert. */
import type { Duration } from '../telemetry/contract/index.ts';
import { recorded, type Vector } from '../telemetry/query/index.ts';

export interface MaintenanceWindow {
  /** A tenant's id, or all of them. */
  readonly tenant: string | 'all';
  readonly from: Date;
  /** Later than `from`; the window ends just before it. */
  readonly to: Date;
}

/** The vector outside of maintenance windows. Where there is none, nothing is recorded of them and nothing is left out. */
export function outsideMaintenance(vector: Vector<'env' | 'tenant'>): Vector<'env' | 'tenant'> {
  return vector.unlessOn(['tenant'], recorded('tenant:maintenance:active')).unlessOn([], recorded('fleet:maintenance:active'));
}

/** As `outsideMaintenance`, for a look back that no window may touch: one that does is left out as a whole. */
export function untouchedByMaintenance(vector: Vector<'env' | 'tenant'>, back: Duration): Vector<'env' | 'tenant'> {
  return vector
    .unlessOn(['tenant'], recorded('tenant:maintenance:active').maxOver(back))
    .unlessOn([], recorded('fleet:maintenance:active').maxOver(back));
}
