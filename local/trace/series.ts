/** The request metric of one tenant, from Prometheus. */
import { z } from 'zod';

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

const METRIC = 'http_server_request_duration_seconds_count';

const answer = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

/** How many of its requests were answered, one series by status class and process. */
export async function requestSeriesOf(tenant: string, prometheusUrl: string): Promise<readonly Series[]> {
  const query = new URLSearchParams({ query: `${METRIC}{tenant=${JSON.stringify(tenant)}}` });
  const response = await fetch(`${prometheusUrl}/api/v1/query?${query}`, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`Prometheus answered ${response.status}: ${await response.text()}`);
  return answer.parse(await response.json()).data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value }));
}
