/**
 * Datadog's dashboards as its API reference documents them ("Create a new dashboard", v1, with the widgets' definitions), as far as ours
 * go. Nothing else is admitted: what the API does not know it would ignore, and nobody would see why.
 */
import { z } from 'zod';

const LAYOUT = z.strictObject({
  x: z.int().min(0).max(11),
  y: z.int().min(0),
  width: z.int().min(1).max(12),
  height: z.int().min(1),
});

const TIME = z.strictObject({
  type: z.literal('live'),
  unit: z.enum(['minute', 'hour', 'day', 'week', 'month', 'year']),
  value: z.int().min(1),
});

const COLOR = z.string().regex(/^#[0-9A-F]{6}$/);

const FORMATS = z
  .array(
    z.strictObject({
      comparator: z.enum(['=', '>', '>=', '<', '<=']),
      value: z.number(),
      palette: z.enum(['custom_bg', 'custom_text']),
      custom_bg_color: COLOR.optional(),
      custom_fg_color: COLOR.optional(),
    }),
  )
  .min(1);

const METRIC_QUERY = z.strictObject({
  data_source: z.literal('metrics'),
  name: z.string().regex(/^query\d+$/),
  query: z.string(),
  aggregator: z.enum(['avg', 'min', 'max', 'sum', 'last', 'area', 'l2norm', 'percentile']).optional(),
});

const FORMULA = z.strictObject({
  formula: z.string().min(1),
  alias: z.string().min(1).optional(),
  number_format: z
    .strictObject({
      unit: z.union([
        z.strictObject({ type: z.literal('canonical_unit'), unit_name: z.string(), per_unit_name: z.string().optional() }),
        z.strictObject({ type: z.literal('custom_unit_label'), label: z.string().min(1).max(12) }),
      ]),
    })
    .optional(),
  limit: z.strictObject({ count: z.int().min(1), order: z.enum(['asc', 'desc']) }).optional(),
  conditional_formats: FORMATS.optional(),
  cell_display_mode: z.enum(['number', 'bar', 'trend']).optional(),
});

const SCALAR = z.tuple([
  z.strictObject({
    response_format: z.literal('scalar'),
    queries: z.array(METRIC_QUERY).min(1),
    formulas: z.array(FORMULA).min(1),
    conditional_formats: FORMATS.optional(),
  }),
]);

const TITLED = {
  title: z.string().min(1),
  description: z.string().min(1),
};

const MEASURED = {
  ...TITLED,
  time: TIME.optional(),
  custom_links: z.array(z.strictObject({ label: z.string().min(1), link: z.string().regex(/^\/[a-z/]+\?/) })).optional(),
};

const DEFINITION = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('timeseries'),
    ...MEASURED,
    requests: z
      .array(
        z.strictObject({
          response_format: z.literal('timeseries'),
          queries: z.array(METRIC_QUERY).min(1),
          formulas: z.array(FORMULA).min(1),
          display_type: z.enum(['area', 'bars', 'line']),
          style: z.strictObject({ palette: z.string(), order_by: z.enum(['tags', 'values']) }),
        }),
      )
      .min(1),
    markers: z
      .array(
        z.strictObject({
          value: z.string().regex(/^y = -?\d+(\.\d+)?$/),
          display_type: z.string().regex(/^(error|warning|ok|info) dashed$/),
        }),
      )
      .optional(),
    yaxis: z.strictObject({ include_zero: z.boolean(), max: z.string().optional() }),
    show_legend: z.boolean(),
    legend_layout: z.enum(['auto', 'horizontal', 'vertical']),
  }),
  z.strictObject({
    type: z.literal('query_value'),
    ...MEASURED,
    requests: SCALAR,
    autoscale: z.boolean(),
    precision: z.int(),
    timeseries_background: z.strictObject({ type: z.enum(['bars', 'area']) }).optional(),
  }),
  z.strictObject({ type: z.literal('toplist'), ...MEASURED, requests: SCALAR }),
  z.strictObject({
    type: z.literal('sunburst'),
    ...MEASURED,
    requests: SCALAR,
    legend: z.strictObject({ type: z.enum(['inline', 'automatic']) }),
  }),
  z.strictObject({
    type: z.literal('query_table'),
    ...MEASURED,
    requests: SCALAR,
    has_search_bar: z.enum(['always', 'never', 'auto']),
  }),
  z.strictObject({
    type: z.literal('heatmap'),
    ...MEASURED,
    requests: z.tuple([z.strictObject({ request_type: z.literal('histogram'), query: METRIC_QUERY })]),
  }),
  z.strictObject({
    type: z.literal('list_stream'),
    ...TITLED,
    requests: z.tuple([
      z.strictObject({
        response_format: z.literal('event_list'),
        query: z.strictObject({
          data_source: z.literal('logs_stream'),
          query_string: z.string(),
          indexes: z.array(z.string()),
          sort: z.strictObject({ column: z.string(), order: z.enum(['asc', 'desc']) }),
        }),
        columns: z.array(z.strictObject({ field: z.string(), width: z.enum(['auto', 'compact', 'full']) })).min(1),
      }),
    ]),
  }),
  z.strictObject({
    type: z.literal('manage_status'),
    ...TITLED,
    query: z.string(),
    summary_type: z.enum(['monitors', 'groups', 'combined']),
    display_format: z.enum(['counts', 'countsAndList', 'list']),
    color_preference: z.enum(['background', 'text']),
    hide_zero_counts: z.boolean(),
    show_last_triggered: z.boolean(),
    show_priority: z.boolean(),
    sort: z.enum(['name,asc', 'status,asc', 'triggered,desc']),
  }),
  z.strictObject({
    type: z.literal('note'),
    content: z.string().min(1),
    background_color: z.string(),
    font_size: z.string(),
    text_align: z.enum(['center', 'left', 'right']),
    vertical_align: z.enum(['center', 'top', 'bottom']),
    has_padding: z.boolean(),
    show_tick: z.boolean(),
  }),
]);

const WIDGET = z.strictObject({ definition: DEFINITION, layout: LAYOUT });

const GROUP = z.strictObject({
  definition: z.strictObject({
    type: z.literal('group'),
    layout_type: z.literal('ordered'),
    title: z.string().min(1),
    show_title: z.boolean(),
    widgets: z.array(WIDGET).min(1),
  }),
  layout: LAYOUT,
});

const DASHBOARD = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  layout_type: z.literal('ordered'),
  reflow_type: z.enum(['auto', 'fixed']),
  template_variables: z.array(z.strictObject({ name: z.string(), prefix: z.string(), defaults: z.array(z.string()).min(1) })),
  default_timeframe: TIME,
  widgets: z.array(z.union([GROUP, WIDGET])).min(1),
});

export type DatadogBody = z.infer<typeof DASHBOARD>;
export type DatadogWidget = z.infer<typeof WIDGET>;

/** @throws ZodError that says where it is no dashboard of Datadog */
export function readDashboard(json: string): DatadogBody {
  return DASHBOARD.parse(JSON.parse(json));
}

/** Its widgets of panels: those above the first heading, then those of each group. */
export function widgetsIn({ widgets }: DatadogBody): readonly DatadogWidget[] {
  return widgets.flatMap((widget) => {
    const { definition } = widget;
    return definition.type === 'group' ? definition.widgets : [{ ...widget, definition }];
  });
}
