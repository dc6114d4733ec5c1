/** Prometheus's query API, as far as pictures ask it. */
import { z } from 'zod';
import { format } from '../../telemetry/contract/index.ts';
import type { Labels, Point } from '../data.ts';
import type { Moments } from './times.ts';

/** A series as Prometheus answers it, without the values that are no numbers. */
export interface Series {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

export interface Prometheus {
  /** Each series' value at a moment, as its one point. */
  at(expression: string, time: number): Promise<readonly Series[]>;
  during(expression: string, moments: Moments): Promise<readonly Series[]>;
  /** The values that a label has had in series that match, in the order of the alphabet. */
  valuesOf(label: string, match: string, time: { readonly from: number; readonly to: number }): Promise<readonly string[]>;
}

const ANSWERS_WITHIN_MS = 30_000;

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const vector = z.object({ result: z.array(z.object({ metric: labels, value: point })) });
const matrix = z.object({ result: z.array(z.object({ metric: labels, values: z.array(point) })) });
const refusal = z.object({ error: z.string() });

/** @param url its base URL */
export function prometheusAt(url: string): Prometheus {
  const base = `${url.replace(/\/+$/, '')}/api/v1`;
  return {
    async at(query, time) {
      const { result } = await ask(`${base}/query`, vector, new URLSearchParams({ query, time: seconds(time) }));
      return result.map(({ metric, value }) => ({ labels: metric, points: points([value]) }));
    },
    async during(query, { from, to, step }) {
      // As a duration: of a step in seconds Prometheus cuts off what a binary fraction is short, so that of 1.009 s it makes 1,008 ms,
      // and the last moment is not `to` any more.
      const form = new URLSearchParams({ query, start: seconds(from), end: seconds(to), step: format({ ms: step }) });
      const { result } = await ask(`${base}/query_range`, matrix, form);
      return result.map(({ metric, values }) => ({ labels: metric, points: points(values) }));
    },
    valuesOf(label, match, { from, to }) {
      const search = new URLSearchParams({ 'match[]': match, start: seconds(from), end: seconds(to) });
      return ask(`${base}/label/${label}/values?${search}`, z.array(z.string()));
    },
  };
}

const seconds = (ms: number) => String(ms / 1_000);

/** A division by nothing has no value that could be drawn. */
function points(values: readonly (readonly [number, string])[]): readonly Point[] {
  return values
    .map(([at, value]) => [Math.round(at * 1_000), Number(value)] as const)
    .filter(([, value]) => Number.isFinite(value));
}

/** @throws Error that says who did not answer, or what was refused. */
async function ask<T>(url: string, schema: z.ZodType<T>, form?: URLSearchParams): Promise<T> {
  const response = await fetch(url, {
    ...(form && { method: 'POST', body: form }),
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  }).catch((error: unknown) => {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    const { origin } = new URL(url);
    throw new Error(
      late
        ? `Prometheus at ${origin} did not answer within ${ANSWERS_WITHIN_MS / 1_000} s.`
        : `Prometheus at ${origin} cannot be reached.`,
      { cause: error },
    );
  });
  const body: unknown = await response.json().catch(() => undefined);
  const answer = z.object({ data: schema }).safeParse(body);
  if (response.ok && answer.success) return answer.data.data;
  const refused = refusal.safeParse(body);
  throw new Error(
    refused.success
      ? `Prometheus refuses the query: ${refused.data.error}`
      : `Prometheus answered ${response.status}, and no JSON of its query API.`,
  );
}
