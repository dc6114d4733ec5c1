/** Prometheus's query API, as far as the digest asks it. */
import { z } from 'zod';
import type { Range } from './day.ts';
import { fetchJson } from './http.ts';

export type Labels = Readonly<Record<string, string>>;

/** A series at one moment. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** The moments, in milliseconds and in order, at which a series has a value. */
export interface Presence {
  readonly labels: Labels;
  readonly times: readonly number[];
}

export interface Prometheus {
  /** The value of each series that the expression has at a moment. */
  at(expression: string, time: number): Promise<readonly Sample[]>;
  /** Where each series of the expression has a value, `step` milliseconds apart, the end included. */
  during(expression: string, range: Range, step: number): Promise<readonly Presence[]>;
}

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const vector = z.object({ data: z.object({ result: z.array(z.object({ metric: labels, value: point })) }) });
/** Of a matrix each point is looked at when it is used: there may be a million, and a copy of each would not fit into the pod. */
const points = z.custom<readonly (readonly [number, string])[]>(Array.isArray);
const matrix = z.object({ data: z.object({ result: z.array(z.object({ metric: labels, values: points })) }) });

/** @param url its base URL */
export function prometheusAt(url: string): Prometheus {
  const ask = <T>(path: string, schema: z.ZodType<T>, form: Readonly<Record<string, string>>) =>
    fetchJson('Prometheus', new URL(`${url.replace(/\/$/, '')}/api/v1/${path}`), schema, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
  return {
    async at(query, time) {
      const { data } = await ask('query', vector, { query, time: seconds(time) });
      return data.result.map(({ metric, value }) => ({ labels: metric, value: number(value[1]) }));
    },
    async during(query, { from, to }, step) {
      const { data } = await ask('query_range', matrix, {
        query,
        start: seconds(from),
        end: seconds(to),
        step: seconds(step),
      });
      return data.result.map(({ metric, values }) => ({ labels: metric, times: values.map(([time]) => time * 1_000) }));
    },
  };
}

const seconds = (ms: number) => String(ms / 1_000);

/** As Prometheus writes numbers. */
function number(text: string): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
