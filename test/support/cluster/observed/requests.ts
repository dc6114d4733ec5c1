/** The clinics' requests as Prometheus has them. */
import { poll } from '../../../../local/supervisor/poll.ts';
import { query } from '../../collector/otlp.ts';

const OF_CLINICS = 'http_server_request_duration_seconds_count{tenant!~"__.*"}';
/** Longer than two exports of metrics are apart: what was counted before is told. */
const STILL = '35s';

/** Settles when no request of a clinic was counted for a while. @throws Error where somebody goes on making some */
export async function quiet(prometheus: string): Promise<void> {
  const still = async () => {
    const [changes] = await query(prometheus, `sum(changes(${OF_CLINICS}[${STILL}]))`);
    return Number(changes?.value ?? 0) === 0 ? true : undefined;
  };
  if (!(await poll(still, { within: 120_000, every: 1_000 }))) {
    throw new Error('The clinics are busy, and nobody here makes them so. End what else makes traffic, then start again.');
  }
}

/** Requests since each process started, by clinic and process. */
export type RequestCounts = ReadonlyMap<string, { readonly tenant: string; readonly value: number }>;

export async function requestCounts(prometheus: string): Promise<RequestCounts> {
  const series = await query(prometheus, `sum by (tenant, instance) (${OF_CLINICS})`);
  return new Map(
    series.map(({ tenant = '', instance = '', value }) => [`${tenant} ${instance}`, { tenant, value: Number(value) }]),
  );
}

/** Requests since then, by clinic. Of a process that has ended Prometheus knows nothing after five minutes: it is left out. */
export async function requestsSince(prometheus: string, before: RequestCounts): Promise<Readonly<Record<string, number>>> {
  const grown: Record<string, number> = {};
  for (const [key, { tenant, value }] of await requestCounts(prometheus)) {
    grown[tenant] = (grown[tenant] ?? 0) + value - (before.get(key)?.value ?? 0);
  }
  return grown;
}
