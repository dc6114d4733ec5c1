/** How long a Prometheus takes to answer a panel. */
import { z } from 'zod';
import { median } from '../support/measure.ts';

/** One query of a panel, of this moment or up to it. */
export interface Asked {
  readonly text: string;
  readonly course?: { readonly span: { readonly ms: number }; readonly step: { readonly ms: number } };
}

export interface Answered {
  /** Median time of all queries of the panel, one after the other. */
  readonly ms: number;
  /** Series in the answers. */
  readonly series: number;
}

export interface Rounds {
  /** Answers that are counted, after a first one that is not. */
  readonly counted: number;
  /** Where the first answer took longer than this, it is the one that counts: what is in no cache does not matter there. */
  readonly enough: number;
}

/** @param now Unix time in seconds */
export async function timed(url: string, asked: readonly Asked[], now: number, { counted, enough }: Rounds): Promise<Answered> {
  const requests = asked.map((one) => requestOf(url, one, now));
  let series = 0;
  const first = await stopped(async () => {
    for (const request of requests) series += await seriesIn(request);
  });
  if (first > enough) return { ms: first, series };
  const times: number[] = [];
  for (let round = 0; round < counted; round++) {
    times.push(
      await stopped(async () => {
        for (const request of requests) await (await send(request)).arrayBuffer();
      }),
    );
  }
  return { ms: median(times), series };
}

interface Request {
  readonly url: string;
  readonly form: URLSearchParams;
}

function requestOf(url: string, { text, course }: Asked, now: number): Request {
  if (!course) return { url: `${url}/api/v1/query`, form: new URLSearchParams({ query: text, time: String(now) }) };
  const { span, step } = course;
  const range = { start: String(now - span.ms / 1_000), end: String(now), step: String(step.ms / 1_000) };
  return { url: `${url}/api/v1/query_range`, form: new URLSearchParams({ query: text, ...range }) };
}

const send = ({ url, form }: Request) => fetch(url, { method: 'POST', body: form });

const answer = z.object({ error: z.string().optional(), data: z.object({ result: z.array(z.unknown()) }).optional() });

async function seriesIn(request: Request): Promise<number> {
  const { error, data } = answer.parse(await (await send(request)).json());
  if (!data) throw new Error(`Prometheus refuses ${request.form.get('query')}: ${error}`);
  return data.result.length;
}

async function stopped(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
