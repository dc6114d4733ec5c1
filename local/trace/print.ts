/** What was found of a request, for people. */
import { tiers } from '../../telemetry/contract/index.ts';
import type { Found } from './found.ts';
import type { Series } from './series.ts';
import type { Span } from './spans.ts';

export function lines({ requestId, logs, traceId, spans, tenant, series }: Found): readonly string[] {
  if (logs.length === 0) return [`No log line has the request id ${requestId}.`];
  return [
    `Log lines and audit records in OpenSearch: ${logs.length}`,
    ...logs.map((line) => `  ${JSON.stringify(line)}`),
    '',
    ...(spans ? traceLines(traceId ?? '', spans) : [notKept(traceId)]),
    '',
    `Requests of ${tenant ?? 'no tenant'} in Prometheus: ${series.length} series`,
    ...series.map((one) => `  ${seriesLine(one)}`),
  ];
}

function seriesLine({ labels: { __name__, ...labels }, value }: Series): string {
  const pairs = Object.entries(labels).map(([name, label]) => `${name}="${label}"`);
  return `${__name__}{${pairs.join(', ')}}  ${value}`;
}

function notKept(traceId: string | undefined): string {
  if (!traceId) return 'No trace: the log lines carry no trace id.';
  const { standard, enterprise } = tiers;
  return (
    `Trace ${traceId} is not in Tempo: the gateway keeps every trace with an error and every slow one, and of the others ` +
    `${standard.tracesKeptPercent} % (enterprise clinics ${enterprise.tracesKeptPercent} %). Try another request id.`
  );
}

function traceLines(traceId: string, spans: readonly Span[]): readonly string[] {
  const ids = new Set(spans.map(({ id }) => id));
  const under = (parents: readonly Span[], depth: number): string[] =>
    parents.flatMap((span) => [
      spanLine(span, depth),
      ...under(
        spans.filter(({ parentId }) => parentId === span.id),
        depth + 1,
      ),
    ]);
  const roots = spans.filter(({ parentId }) => !ids.has(parentId));
  return [`Trace ${traceId} in Tempo: ${spans.length} spans`, ...under(roots, 1)];
}

function spanLine({ name, kind, scope, ms, attributes }: Span, depth: number): string {
  const carried = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return `${'  '.repeat(depth)}${name}  (${kind}, ${scope}, ${ms.toFixed(1)} ms)  ${carried.join(' ')}`.trimEnd();
}
