/** A synthetic history of the requests of many tenants, as blocks of a Prometheus and as what is exactly true. */
import { dataFolder } from '../prometheus.ts';
import { backfill } from './backfill.ts';
import { seriesText } from './openmetrics.ts';
import { play, type Span, type Status, type Truth } from './play.ts';
import type { SyntheticTenant } from './tenants.ts';

/** The counter of the objective `api-availability`. */
export const REQUESTS = 'http_server_request_duration_seconds_count';

/** Plays every tenant's history into the data below `folder`; returns each tenant's true counts. */
export async function backfillRequests(
  folder: string,
  tenants: readonly SyntheticTenant[],
  span: Span,
): Promise<ReadonlyMap<string, Truth>> {
  const truths = new Map<string, Truth>();
  await backfill(dataFolder(folder), (write) => {
    for (const tenant of tenants) {
      const names = new Map<string, string>();
      const truth = play(tenant, span, ({ status, instance, value, at }) => {
        const key = `${status} ${instance}`;
        const known = names.get(key) ?? requestSeries(tenant.name, status, instance);
        names.set(key, known);
        write(known, value, at);
      });
      truths.set(tenant.name, truth);
    }
  });
  return truths;
}

export function requestSeries(tenant: string, status: Status, instance: string): string {
  return seriesText(REQUESTS, { env: 'prod', service: 'clinic', tenant, tier: 'standard', status, instance });
}

/** Good and bad requests of the last hours of a history. */
export function lastHours({ good, bad }: Truth, hours: number): { readonly good: number; readonly bad: number } {
  const sum = (counts: Float64Array) => counts.subarray(counts.length - hours).reduce((a, b) => a + b, 0);
  return { good: sum(good), bad: sum(bad) };
}
