/**
 * CPU time by tenant. A process has one CPU clock, so its time in an interval is divided by how long each tenant's requests
 * were open in that interval. It is an estimate: a request that waits weighs as much as one that computes. Memory cannot be
 * divided even so: a heap has no owner.
 */
import { NO_TENANT } from '../contract/index.ts';

export interface CpuAttribution<Request> {
  started(request: Request): void;
  ended(request: Request): void;
  /** Closes the interval and gives each tenant's CPU seconds so far; together they are the process's. */
  settle(): ReadonlyMap<string, number>;
}

/**
 * @param tenantOf the label of the tenant that a request belongs to now
 * @param cpuSeconds CPU time that the process has used
 * @param now a monotonic clock, in any unit
 */
export function cpuAttribution<Request>(
  tenantOf: (request: Request) => string,
  cpuSeconds: () => number,
  now: () => number,
): CpuAttribution<Request> {
  const openSince = new Map<Request, number>();
  let settled = cpuSeconds();
  // What the process used before anybody could ask for anything, it used for itself.
  const totals = new Map([[NO_TENANT, settled]]);
  let busy = new Map<string, number>();

  const account = (request: Request, since: number, until: number) => {
    const tenant = tenantOf(request);
    busy.set(tenant, (busy.get(tenant) ?? 0) + until - since);
  };

  return {
    started(request) {
      openSince.set(request, now());
    },
    ended(request) {
      const since = openSince.get(request);
      if (since === undefined) return;
      openSince.delete(request);
      account(request, since, now());
    },
    settle() {
      const until = now();
      for (const [request, since] of openSince) {
        account(request, since, until);
        openSince.set(request, until);
      }
      const used = cpuSeconds() - settled;
      settled += used;
      const whole = [...busy.values()].reduce((sum, time) => sum + time, 0);
      if (whole === 0) busy = new Map([[NO_TENANT, 1]]);
      for (const [tenant, time] of busy) totals.set(tenant, (totals.get(tenant) ?? 0) + (used * time) / (whole || 1));
      busy = new Map();
      return totals;
    },
  };
}
