/** Which alerts fire, and which have stopped: Prometheus's own list, compared with the one before. The Watchdog always fires. */
import { z } from 'zod';
import { WATCHDOG } from '../../alerts/watchdog.ts';
import { http } from '../site.ts';

export interface AlertChange {
  readonly at: Date;
  readonly status: 'firing' | 'resolved';
  readonly alert: string;
  readonly severity: string;
  /** Absent where it is about no clinic. */
  readonly tenant?: string;
  /** The labels that tell it from its siblings, such as the tenant. */
  readonly about: string;
}

const listed = z.object({
  data: z.object({ alerts: z.array(z.object({ state: z.string(), labels: z.record(z.string(), z.string()) })) }),
});

type Labels = Readonly<Record<string, string>>;
const NOT_ITS_OWN = new Set(['alertname', 'severity', 'team', 'env', 'symptom', 'slo_tier']);

/** Reads what has changed since the last call; while Prometheus cannot be reached nothing has. */
export function alertReader(prometheusPort: number): () => Promise<readonly AlertChange[]> {
  let before = new Map<string, Labels>();
  return async () => {
    const now = await readFiring(http(prometheusPort, '/api/v1/alerts'));
    if (!now) return [];
    const changes = compare(before, now);
    before = now;
    return changes;
  };
}

export function compare(
  before: ReadonlyMap<string, Labels>,
  now: ReadonlyMap<string, Labels>,
  at = new Date(),
): readonly AlertChange[] {
  const change = (status: AlertChange['status']) => (labels: Labels) => ({
    at,
    status,
    alert: labels.alertname ?? '',
    severity: labels.severity ?? '',
    ...(labels.tenant && { tenant: labels.tenant }),
    about: Object.entries(labels)
      .flatMap(([name, value]) => (NOT_ITS_OWN.has(name) ? [] : [value]))
      .join(', '),
  });
  const only = (a: ReadonlyMap<string, Labels>, b: ReadonlyMap<string, Labels>) =>
    [...a].filter(([key]) => !b.has(key)).map(([, labels]) => labels);
  return [...only(now, before).map(change('firing')), ...only(before, now).map(change('resolved'))];
}

async function readFiring(url: string): Promise<(ReadonlyMap<string, Labels> & Map<string, Labels>) | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const { alerts } = listed.parse(await response.json()).data;
    const firing = alerts.flatMap(({ state, labels }) => (state === 'firing' && labels.alertname !== WATCHDOG ? [labels] : []));
    return new Map(firing.map((labels) => [JSON.stringify(Object.entries(labels).sort()), labels]));
  } catch {
    return undefined;
  }
}
