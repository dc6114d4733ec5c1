/** Grafana's HTTP API, as far as the digest asks it: the history of alert states, and what fires now. */
import { z } from 'zod';
import type { Range } from './day.ts';
import { fetchJson } from './http.ts';
import type { Labels } from './prometheus.ts';

/** One change of an alert's state: an annotation of type `alert`. */
export interface Transition {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Such as `Normal`, `Alerting`, `Alerting (NoData)` or `Normal (MissingSeries)`. */
  readonly prevState: string;
  readonly newState: string;
  /** Title, labels and values: `TenantHighErrorRate {env=prod, tenant=c1} - B=0.03, C=1`. */
  readonly text: string;
}

/** An alert that Grafana's Alertmanager holds. */
export interface ActiveAlert {
  readonly labels: Labels;
  readonly startsAt: number;
}

export interface Grafana {
  /** Every change in a range of time, in order. */
  transitions(range: Range): Promise<readonly Transition[]>;
  /** What fires now, silenced or not. */
  active(): Promise<readonly ActiveAlert[]>;
}

/** Annotations in one answer. Grafana hands out 100 unless it is asked for more, newest first. */
export const PAGE = 5_000;

const transition = z.object({
  id: z.number(),
  time: z.number(),
  prevState: z.string().default(''),
  newState: z.string().default(''),
  text: z.string().default(''),
});
const alert = z.object({ labels: z.record(z.string(), z.string()), startsAt: z.string() });

/**
 * @param url its base URL
 * @param token of a service account with the role Viewer
 */
export function grafanaAt(url: string, token: string): Grafana {
  const ask = <T>(path: string, schema: z.ZodType<T>) =>
    fetchJson('Grafana', new URL(`${url.replace(/\/$/, '')}/api/${path}`), schema, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
  return {
    async transitions({ from, to }) {
      const found = new Map<number, Transition>();
      let end = to;
      for (;;) {
        const query = new URLSearchParams({ type: 'alert', from: String(from), to: String(end), limit: String(PAGE) });
        const page = await ask(`annotations?${query}`, z.array(transition));
        for (const item of page) found.set(item.id, item);
        if (page.length < PAGE) break;
        // There is no page two: ask for what is older, and for the oldest moment again, of which only a part may have come.
        const oldest = Math.min(...page.map(({ time }) => time));
        end = oldest < end ? oldest : end - 1;
      }
      return [...found.values()].sort((a, b) => a.time - b.time || a.id - b.id);
    },
    async active() {
      const alerts = await ask('alertmanager/grafana/api/v2/alerts', z.array(alert));
      return alerts.map(({ labels, startsAt }) => ({ labels, startsAt: Date.parse(startsAt) }));
    },
  };
}
