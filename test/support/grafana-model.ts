/**
 * What Grafana demands of a dashboard's JSON: the schema of its kind `dashboard`, as the Foundation SDK's types have it, closed to members
 * that it does not know, and what no schema says: numbers, places, references and names that exist.
 */
import * as units from '@grafana/grafana-foundation-sdk/units';
import { z } from 'zod';

const source = z.strictObject({ type: z.enum(['prometheus', 'tempo', 'grafana-opensearch-datasource']), uid: z.string() });

const link = z.strictObject({
  title: z.string().min(1),
  type: z.literal('link'),
  icon: z.string(),
  tooltip: z.string(),
  url: z.string().min(1),
  tags: z.array(z.string()),
  asDropdown: z.boolean(),
  targetBlank: z.boolean(),
  includeVars: z.boolean(),
  keepTime: z.boolean(),
});

const color = z.string().regex(/^#[0-9A-F]{6}$/i);

const thresholds = z.strictObject({
  mode: z.literal('absolute'),
  steps: z
    .array(z.strictObject({ value: z.number().nullable(), color }))
    .min(1)
    .refine(
      ([first, ...rest]) => first?.value === null && rest.every(({ value }) => value !== null),
      'only the first is without value',
    )
    .refine(([, ...rest]) => rest.every(({ value }, i) => i === 0 || Number(value) > Number(rest[i - 1]?.value)), 'steps rise'),
});

const KNOWN_UNITS: ReadonlySet<unknown> = new Set(Object.values(units));
const unit = z
  .string()
  .refine((id) => KNOWN_UNITS.has(id) || /^suffix:.+/.test(id), { error: (issue) => `Grafana has no unit "${issue.input}"` });

const prometheusQuery = z.strictObject({
  refId: z.string(),
  datasource: source,
  expr: z.string().min(1),
  legendFormat: z.string().min(1).optional(),
  editorMode: z.literal('code'),
  exemplar: z.literal(false),
  format: z.enum(['time_series', 'table', 'heatmap']),
  range: z.boolean(),
  instant: z.boolean(),
});

/** As the data source's plugin takes it. */
const openSearchQuery = z.strictObject({
  refId: z.string(),
  datasource: source,
  queryType: z.literal('lucene'),
  luceneQueryType: z.literal('Metric'),
  query: z.string().min(1),
  timeField: z.literal('timestamp'),
  metrics: z.tuple([
    z.strictObject({
      id: z.literal('1'),
      type: z.literal('raw_data'),
      settings: z.strictObject({ size: z.string().regex(/^\d+$/), order: z.literal('desc'), useTimeRange: z.literal(true) }),
    }),
  ]),
  bucketAggs: z.tuple([]),
});

const query = z.union([prometheusQuery, openSearchQuery]);

const property = z.discriminatedUnion('id', [
  z.strictObject({ id: z.literal('unit'), value: unit }),
  z.strictObject({ id: z.literal('noValue'), value: z.string() }),
  z.strictObject({ id: z.literal('thresholds'), value: thresholds }),
  z.strictObject({ id: z.literal('links'), value: z.array(link).min(1) }),
  z.strictObject({ id: z.literal('color'), value: z.strictObject({ mode: z.literal('fixed'), fixedColor: color }) }),
  z.strictObject({ id: z.literal('custom.cellOptions'), value: z.strictObject({ type: z.literal('color-text') }) }),
  z.strictObject({
    id: z.literal('mappings'),
    value: z.array(z.strictObject({ type: z.literal('value'), options: z.looseObject({}) })),
  }),
]);

const transformation = z.strictObject({
  id: z.enum(['merge', 'filterFieldsByName', 'organize', 'sortBy']),
  options: z.looseObject({}),
});

const place = z.strictObject({
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});

const number = z.int().min(1).max(0x7fffffff);

const row = z.strictObject({
  type: z.literal('row'),
  id: number,
  title: z.string().min(1),
  collapsed: z.literal(false),
  panels: z.tuple([]),
  gridPos: place.extend({ x: z.literal(0), w: z.literal(24), h: z.literal(1) }),
});

const panel = z.strictObject({
  type: z.enum(['timeseries', 'stat', 'bargauge', 'piechart', 'table', 'heatmap', 'alertlist']),
  id: number,
  title: z.string().min(1),
  description: z.string().regex(/\.$/),
  transparent: z.literal(false),
  repeatDirection: z.literal('h'),
  gridPos: place,
  datasource: source.optional(),
  targets: z.array(query).optional(),
  maxDataPoints: z.int().max(240).optional(),
  interval: z.literal('$interval').optional(),
  timeFrom: z
    .string()
    .regex(/^\d+[smhdw]$/)
    .optional(),
  transformations: z.array(transformation).optional(),
  options: z.looseObject({}).optional(),
  fieldConfig: z
    .strictObject({
      defaults: z.strictObject({
        unit: unit.optional(),
        min: z.number().optional(),
        max: z.number().optional(),
        noValue: z.string().min(1).optional(),
        color: z.strictObject({ mode: z.enum(['thresholds', 'palette-classic']) }).optional(),
        thresholds: thresholds.optional(),
        links: z.array(link).optional(),
        custom: z.looseObject({ thresholdsStyle: z.strictObject({ mode: z.literal('dashed') }).optional() }).optional(),
      }),
      overrides: z.array(
        z.strictObject({
          matcher: z.strictObject({ id: z.enum(['byName', 'byRegexp']), options: z.string().min(1) }),
          properties: z.array(property).min(1),
        }),
      ),
    })
    .optional(),
});

const choice = z.strictObject({ text: z.string(), value: z.string(), selected: z.boolean().optional() });

const variable = z.strictObject({
  type: z.enum(['query', 'custom', 'datasource']),
  name: z.string().regex(/^\w+$/),
  label: z.string(),
  description: z.string().optional(),
  query: z.union([z.string(), z.strictObject({ qryType: z.literal(1), query: z.string(), refId: z.string() })]),
  definition: z.string().optional(),
  datasource: source.optional(),
  refresh: z.literal(2).optional(),
  sort: z.literal(1).optional(),
  regex: z.string().optional(),
  multi: z.boolean(),
  includeAll: z.boolean(),
  allValue: z.string().optional(),
  allowCustomValue: z.boolean(),
  current: choice.optional(),
  options: z.array(choice).optional(),
  skipUrlSync: z.literal(false),
  auto: z.literal(false),
  auto_min: z.string(),
  auto_count: z.number(),
});

const annotation = z.strictObject({
  name: z.string(),
  enable: z.literal(true),
  hide: z.literal(false),
  iconColor: color,
  builtIn: z.literal(0),
  datasource: source,
  target: prometheusQuery,
  titleFormat: z.string(),
  textFormat: z.string(),
});

const dashboard = z.strictObject({
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  description: z.string().regex(/\.$/),
  tags: z.tuple([z.literal('vigia')]),
  timezone: z.literal('browser'),
  editable: z.literal(false),
  graphTooltip: z.literal(1),
  fiscalYearStartMonth: z.literal(0),
  schemaVersion: z.literal(42),
  time: z.strictObject({ from: z.string().regex(/^now-\d+[smhdw]$/), to: z.literal('now') }),
  refresh: z.enum(['1m', '5m']),
  templating: z.strictObject({ list: z.array(variable) }),
  annotations: z.strictObject({ list: z.array(annotation) }),
  links: z.array(link),
  panels: z.array(z.discriminatedUnion('type', [row, panel])),
});

export type GrafanaModel = z.infer<typeof dashboard>;
export type GrafanaPanel = z.infer<typeof panel>;
export type GrafanaQuery = z.infer<typeof query>;

/** @throws ZodError that names each member that Grafana does not know or take */
export function grafanaModel(json: string): GrafanaModel {
  return dashboard.parse(JSON.parse(json));
}

export function panelsOf({ panels }: GrafanaModel): readonly GrafanaPanel[] {
  return panels.filter((one) => one.type !== 'row');
}

/** What is wrong with a dashboard beyond its schema: sentences, none where all is well. */
export function faultsOf(model: GrafanaModel, knownSources: readonly string[]): string[] {
  const panels = panelsOf(model);
  return [
    ...repeated(model.panels.map(({ id }) => String(id))).map((id) => `Two panels have the number ${id}.`),
    ...panels.flatMap(({ title, targets = [] }) =>
      repeated(targets.map(({ refId }) => refId)).map((refId) => `${title}: two queries are called ${refId}.`),
    ),
    ...overlaps(model).map(([one, other]) => `${one} and ${other} lie on each other.`),
    ...model.panels.filter(({ gridPos: { x, w } }) => x + w > 24).map(({ title }) => `${title} is wider than the grid.`),
    ...unknownSources(model, knownSources).map((uid) => `There is no data source ${uid}.`),
    ...panels.filter(({ type, targets }) => type !== 'alertlist' && !targets?.length).map(({ title }) => `${title} asks nothing.`),
  ];
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, i) => values.indexOf(value) !== i);
}

function overlaps({ panels }: GrafanaModel): [string, string][] {
  return panels.flatMap((one, i) =>
    panels
      .slice(i + 1)
      .filter(
        ({ gridPos: other }) =>
          one.gridPos.x < other.x + other.w &&
          other.x < one.gridPos.x + one.gridPos.w &&
          one.gridPos.y < other.y + other.h &&
          other.y < one.gridPos.y + one.gridPos.h,
      )
      .map((other): [string, string] => [one.title, other.title]),
  );
}

function unknownSources(model: GrafanaModel, known: readonly string[]): string[] {
  const uids = new Set<string>();
  JSON.stringify(model, (key, value: unknown) => {
    if (key === 'datasource' && value !== null && typeof value === 'object' && 'uid' in value) uids.add(String(value.uid));
    return value;
  });
  return [...uids].filter((uid) => !known.includes(uid));
}
