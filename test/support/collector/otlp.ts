/** Builds and sends OTLP/HTTP JSON, as an application's SDK would. */

export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly durationMs: number;
  readonly error?: string;
  readonly attributes?: Attributes;
  readonly event?: Attributes;
}

export interface Point {
  readonly name: string;
  readonly unit: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly value: number;
  readonly attributes: Attributes;
}

export const SERVICE: Attributes = {
  'service.name': 'clinic',
  'service.instance.id': 'clinic-1',
  'deployment.environment.name': 'local',
  'process.command_args': 'node --secret ana@example.com',
};

export async function sendSpans(base: string, spans: readonly Span[]): Promise<void> {
  const now = Date.now();
  await post(`${base}/v1/traces`, {
    resourceSpans: [
      {
        resource: { attributes: keyValues(SERVICE) },
        scopeSpans: [{ scope: { name: 'test' }, spans: spans.map((span) => otlpSpan(span, now)) }],
      },
    ],
  });
}

function otlpSpan({ traceId, spanId, name, durationMs, error, attributes = {}, event }: Span, now: number) {
  return {
    traceId,
    spanId,
    name,
    kind: 2,
    startTimeUnixNano: `${now - durationMs}000000`,
    endTimeUnixNano: `${now}000000`,
    attributes: keyValues(attributes),
    status: error === undefined ? {} : { code: 2, message: error },
    events: event ? [{ name: 'exception', timeUnixNano: `${now}000000`, attributes: keyValues(event) }] : [],
  };
}

/** Sends cumulative points with one start and one time. */
export async function sendPoints(base: string, points: readonly Point[], startMs: number, resource = SERVICE): Promise<void> {
  const times = { startTimeUnixNano: `${startMs}000000`, timeUnixNano: `${Date.now()}000000` };
  const byName = Map.groupBy(points, ({ name }) => name);
  await post(`${base}/v1/metrics`, {
    resourceMetrics: [
      {
        resource: { attributes: keyValues(resource) },
        scopeMetrics: [
          {
            scope: { name: 'test' },
            metrics: [...byName].map(([name, [first, ...rest]]) => metricOf(name, first ? [first, ...rest] : [], times)),
          },
        ],
      },
    ],
  });
}

function metricOf(name: string, points: readonly Point[], times: Readonly<Record<string, string>>) {
  const unit = points[0]?.unit;
  const dataPoints = points.map(({ value, attributes, type }) => ({
    attributes: keyValues(attributes),
    ...times,
    ...(type === 'histogram'
      ? { count: 1, sum: value, explicitBounds: [0.4], bucketCounts: value > 0.4 ? [0, 1] : [1, 0] }
      : { asDouble: value }),
  }));
  switch (points[0]?.type) {
    case 'counter':
      return { name, unit, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } };
    case 'histogram':
      return { name, unit, histogram: { aggregationTemporality: 2, dataPoints } };
    default:
      return { name, unit, gauge: { dataPoints } };
  }
}

function keyValues(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: anyValue(value),
  }));
}

function anyValue(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { intValue: String(value) };
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}

/** The instant vector of an expression: one object of labels per series, its value under `value`, in a fixed order. */
export async function query(prometheus: string, expr: string): Promise<Readonly<Record<string, string>>[]> {
  const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`);
  const { data } = (await response.json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  const series = data.result.map(({ metric, value }) => ({ ...metric, value: value[1] }));
  return series.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
