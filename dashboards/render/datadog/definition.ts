/** Datadog's dashboards as its API documents them ("Create a new dashboard", v1), as far as panels need it. */
import type { MetricQuery } from '../../../telemetry/query/datadog-ask.ts';

export interface DashboardBody {
  readonly title: string;
  readonly description: string;
  readonly layout_type: 'ordered';
  readonly reflow_type: 'fixed';
  readonly template_variables: readonly { readonly name: string; readonly prefix: string; readonly defaults: readonly string[] }[];
  readonly default_timeframe: LiveSpan;
  readonly widgets: readonly Widget[];
}

export interface Widget {
  readonly definition: Definition | GroupDefinition;
  readonly layout: Layout;
}

export interface Layout {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LiveSpan {
  readonly type: 'live';
  readonly unit: 'minute' | 'hour' | 'day';
  readonly value: number;
}

export interface Marker {
  readonly value: string;
  readonly display_type: 'error dashed' | 'warning dashed' | 'info dashed' | 'ok dashed';
}

export interface ConditionalFormat {
  readonly comparator: '>=' | '<';
  readonly value: number;
  readonly palette: 'custom_bg' | 'custom_text';
  readonly custom_bg_color?: string;
  readonly custom_fg_color?: string;
}

export interface CustomLink {
  readonly label: string;
  readonly link: string;
}

export interface NumberFormat {
  readonly unit:
    | { readonly type: 'canonical_unit'; readonly unit_name: string; readonly per_unit_name?: string }
    | { readonly type: 'custom_unit_label'; readonly label: string };
}

export interface Formula {
  readonly formula: string;
  readonly alias?: string;
  readonly number_format?: NumberFormat;
  readonly limit?: { readonly count: number; readonly order: 'asc' | 'desc' };
  readonly conditional_formats?: readonly ConditionalFormat[];
  readonly cell_display_mode?: 'number';
}

export interface ScalarRequest {
  readonly response_format: 'scalar';
  readonly queries: readonly MetricQuery[];
  readonly formulas: readonly Formula[];
  readonly conditional_formats?: readonly ConditionalFormat[];
}

export interface TimeSeriesRequest {
  readonly response_format: 'timeseries';
  readonly queries: readonly MetricQuery[];
  readonly formulas: readonly Formula[];
  readonly display_type: 'line' | 'area' | 'bars';
  readonly style: { readonly palette: string; readonly order_by: 'values' };
}

/** What every widget of numbers has. */
interface Titled {
  readonly title: string;
  readonly description: string;
  readonly time?: LiveSpan;
  readonly custom_links?: readonly CustomLink[];
}

export type Definition =
  | (Titled & {
      readonly type: 'timeseries';
      readonly requests: readonly TimeSeriesRequest[];
      readonly markers?: readonly Marker[];
      readonly yaxis: { readonly include_zero: boolean; readonly max?: string };
      readonly show_legend: boolean;
      readonly legend_layout: 'auto';
    })
  | (Titled & {
      readonly type: 'query_value';
      readonly requests: readonly [ScalarRequest];
      readonly autoscale: boolean;
      readonly precision: number;
      readonly timeseries_background?: { readonly type: 'area' };
    })
  | (Titled & { readonly type: 'toplist'; readonly requests: readonly [ScalarRequest] })
  | (Titled & {
      readonly type: 'sunburst';
      readonly requests: readonly [ScalarRequest];
      readonly legend: { readonly type: 'automatic' };
    })
  | (Titled & { readonly type: 'query_table'; readonly requests: readonly [ScalarRequest]; readonly has_search_bar: 'auto' })
  | (Titled & {
      readonly type: 'heatmap';
      readonly requests: readonly [{ readonly request_type: 'histogram'; readonly query: Omit<MetricQuery, 'aggregator'> }];
    })
  | {
      readonly type: 'list_stream';
      readonly title: string;
      readonly description: string;
      readonly requests: readonly [
        {
          readonly response_format: 'event_list';
          readonly query: {
            readonly data_source: 'logs_stream';
            readonly query_string: string;
            readonly indexes: readonly string[];
            readonly sort: { readonly column: 'timestamp'; readonly order: 'desc' };
          };
          readonly columns: readonly { readonly field: string; readonly width: 'auto' | 'compact' }[];
        },
      ];
    }
  | {
      readonly type: 'manage_status';
      readonly title: string;
      readonly description: string;
      readonly query: string;
      readonly summary_type: 'groups' | 'monitors';
      readonly display_format: 'countsAndList';
      readonly color_preference: 'text';
      readonly hide_zero_counts: true;
      readonly show_last_triggered: true;
      readonly show_priority: true;
      readonly sort: 'status,asc';
    }
  | {
      readonly type: 'note';
      readonly content: string;
      readonly background_color: 'gray';
      readonly font_size: '14';
      readonly text_align: 'left';
      readonly vertical_align: 'top';
      readonly has_padding: true;
      readonly show_tick: false;
    };

/** A heading, and what stands under it. */
export interface GroupDefinition {
  readonly type: 'group';
  readonly layout_type: 'ordered';
  readonly title: string;
  readonly show_title: true;
  readonly widgets: readonly Widget[];
}
