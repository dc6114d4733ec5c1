/** The spans of one trace, from Tempo. */
import { z } from 'zod';
import { type SpanAttributeName, spanAttributes } from '../../telemetry/contract/index.ts';

export interface Span {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly kind: string;
  /** The library that made it. */
  readonly scope: string;
  readonly startNs: bigint;
  readonly ms: number;
  /** Those of the contract that it carries. */
  readonly attributes: Readonly<Partial<Record<SpanAttributeName, string>>>;
}

const attribute = z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) });
const span = z.object({
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
  kind: z.string().default(''),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes: z.array(attribute).default([]),
});
const named = z.object({ name: z.string().default('') });
const scoped = z.object({ scope: named.optional(), instrumentationLibrary: named.optional(), spans: z.array(span) });
/** Tempo 2 calls the groups `scopeSpans`, Tempo 1 still `instrumentationLibrarySpans`. */
const trace = z.object({
  batches: z.array(z.object({ scopeSpans: z.array(scoped).optional(), instrumentationLibrarySpans: z.array(scoped).optional() })),
});

/** By their start; `undefined` where Tempo does not have the trace. @throws Error where Tempo answers anything else. */
export async function spansOf(traceId: string, tempoUrl: string): Promise<readonly Span[] | undefined> {
  const response = await fetch(`${tempoUrl}/api/traces/${traceId}`, { signal: AbortSignal.timeout(5_000) });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`Tempo answered ${response.status}: ${await response.text()}`);
  return readTrace(await response.json());
}

export function readTrace(json: unknown): readonly Span[] {
  const groups = trace
    .parse(json)
    .batches.flatMap(({ scopeSpans, instrumentationLibrarySpans }) => scopeSpans ?? instrumentationLibrarySpans ?? []);
  const spans = groups.flatMap(({ scope, instrumentationLibrary, spans: members }) =>
    members.map((member) => toSpan(member, (scope ?? instrumentationLibrary)?.name ?? '')),
  );
  return spans.sort((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : 0));
}

function toSpan(read: z.infer<typeof span>, scope: string): Span {
  return {
    id: read.spanId,
    parentId: read.parentSpanId,
    name: read.name,
    kind: read.kind.replace('SPAN_KIND_', '').toLowerCase(),
    scope,
    startNs: read.startTimeUnixNano,
    ms: Number(read.endTimeUnixNano - read.startTimeUnixNano) / 1e6,
    attributes: Object.fromEntries(
      read.attributes.flatMap(({ key, value }) =>
        key in spanAttributes && value.stringValue !== undefined ? [[key, value.stringValue]] : [],
      ),
    ),
  };
}
