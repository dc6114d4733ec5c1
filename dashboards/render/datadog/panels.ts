/** A panel as the widgets that show it. */
import type { MetricQuery } from '../../../telemetry/query/datadog-ask.ts';
import { chosenTags, NotInDatadog, pick } from '../../../telemetry/query/datadog-series.ts';
import type { WidgetQuery } from '../../../telemetry/query/datadog-widget.ts';
import { selectorsOf } from '../../../telemetry/query/index.ts';
import type { BarGaugePanel, Column, HeatMapPanel, Panel, PiePanel, StatPanel, TablePanel, TimeSeriesPanel } from '../../panel.ts';
import { type Asked, askedOver, isOfTenants, isWholeRange, limitOf, type Tell } from './asked.ts';
import type { Definition, Formula, ScalarRequest, TimeSeriesRequest } from './definition.ts';
import { conditionalFormats, links, live, markers, numberFormat } from './looks.ts';
import { expand } from './objectives.ts';
import { alerts, records } from './streams.ts';

/** A panel, or a part of one, that Datadog does not show. */
export interface Missing {
  readonly dashboard: string;
  readonly panel: string;
  /** The series or the column; empty where it is the panel's only one. */
  readonly part: string;
  /** A sentence. */
  readonly reason: string;
}

export interface Context {
  readonly env: string;
  readonly monitorTags: readonly string[];
  readonly tell: (missing: Omit<Missing, 'dashboard'>) => void;
}

/** The widgets of a panel, at least one: a note where nothing of it has a form. */
export function widgetsOf(panel: Panel, context: Context): readonly Definition[] {
  if (panel.kind === 'records') return [records(panel)];
  if (panel.kind === 'alerts') return [alerts(panel, context.monitorTags)];
  const reasons: string[] = [];
  const tell: Tell = (part, reason) => {
    context.tell({ panel: panel.id, part, reason });
    reasons.push(part ? `${part}: ${reason}` : reason);
  };
  const made = measured(panel, tell);
  const missing = reasons.map((reason) => `Not in Datadog: ${reason}`);
  if (made.length === 0) return [note(panel, missing)];
  return made.map((one) => ('description' in one ? { ...one, description: [one.description, ...missing].join(' ') } : one));
}

function note({ title }: Panel, missing: readonly string[]): Definition {
  return {
    type: 'note',
    content: [`**${title}**`, ...missing].join('\n\n'),
    background_color: 'gray',
    font_size: '14',
    text_align: 'left',
    vertical_align: 'top',
    has_padding: true,
    show_tick: false,
  };
}

type Measured = Exclude<Panel, { readonly kind: 'records' | 'alerts' }>;

function measured(panel: Measured, tell: Tell): readonly Definition[] {
  switch (panel.kind) {
    case 'time-series':
      return timeSeries(panel, tell);
    case 'stat':
    case 'bar-gauge':
      return numbers(panel, tell);
    case 'pie':
      return pie(panel, tell);
    case 'table':
      return table(panel, tell);
    case 'heat-map':
      return heatMap(panel, tell);
  }
}

const named = ({ targets }: Pick<StatPanel, 'targets'>) =>
  targets.map(({ query, legend, most }) => ({ query, name: legend, ...(most && { most }) }));

const ofTenants = ({ targets }: Pick<StatPanel, 'targets'>) => targets.some(({ query }) => isOfTenants(query));

/** What it shows in Datadog where that is more than was asked for. */
function said(description: string, all: readonly Asked[]): string {
  const finer = all.find(({ asked }) => asked.finer);
  return finer
    ? `${description} In Datadog for each ${finer.asked.groups.join(' and ')} by itself, the highest first.`
    : description;
}

function linked(groups: readonly string[], chosen: boolean) {
  const made = links(groups, chosen);
  return made.length > 0 ? { custom_links: made } : {};
}

const STYLES = { lines: 'line', stacked: 'area', bars: 'bars' } as const;
const PALETTES = { good: 'green', neutral: 'blue', warning: 'orange', critical: 'red' } as const;

function timeSeries(panel: TimeSeriesPanel, tell: Tell): readonly Definition[] {
  const { title, thresholds, max, range, signed } = panel;
  const all = askedOver('time', named(panel), tell);
  if (all.length === 0) return [];
  const requests = all.map((one): TimeSeriesRequest => {
    const state = panel.states?.find(({ name }) => new RegExp(name).test(one.alias))?.state;
    return {
      response_format: 'timeseries',
      queries: one.asked.queries,
      formulas: [formula(one, panel.unit)],
      display_type: STYLES[panel.style],
      style: { palette: state ? PALETTES[state] : 'dog_classic', order_by: 'values' },
    };
  });
  return [
    {
      type: 'timeseries',
      title,
      description: said(panel.description, all),
      requests,
      ...(thresholds && { markers: markers(thresholds) }),
      yaxis: { include_zero: !signed, ...(max !== undefined && { max: String(max) }) },
      show_legend: all.length > 1 || all.some(({ asked }) => asked.groups.length > 0),
      legend_layout: 'auto',
      ...(range && { time: live(range) }),
      ...linked(
        all.flatMap(({ asked }) => asked.groups),
        ofTenants(panel),
      ),
    },
  ];
}

function formula({ alias, asked, limit }: Asked, unit: Column['unit']): Formula {
  const format = numberFormat(unit);
  const grouped = limit && asked.groups.length > 0;
  return { formula: asked.formula, ...(alias && { alias }), ...(format && { number_format: format }), ...(grouped && { limit }) };
}

/** The widget's own time, where its numbers are about one. */
function timed({ asked: { window } }: Asked) {
  return window && !isWholeRange(window) ? { time: live(window) } : {};
}

/** A number each; a list where there is one for each tag, for Datadog's number widget shows a single one. */
function numbers(panel: StatPanel | BarGaugePanel, tell: Tell): readonly Definition[] {
  return panel.targets.flatMap((target) => {
    const [query] = named({ targets: [target] });
    // The only one needs no name beside the panel's, but for what each objective's is.
    const only = panel.targets.length === 1;
    const all = askedOver('now', query ? [only ? { ...query, name: '{{slo}}' } : query] : [], tell);
    return all.map((one): Definition => {
      const { groups } = one.asked;
      const request: ScalarRequest = {
        response_format: 'scalar',
        queries: one.asked.queries,
        formulas: [formula(one, panel.unit)],
        ...(panel.thresholds && { conditional_formats: conditionalFormats(panel.thresholds, 'custom_bg') }),
      };
      const common = {
        title: !one.alias ? panel.title : `${panel.title}: ${one.alias}`,
        description: said(panel.description, [one]),
        requests: [request] as const,
        ...timed(one),
        ...linked(groups, isOfTenants(target.query)),
      };
      if (groups.length > 0) return { type: 'toplist', ...common };
      const background = panel.kind === 'stat' && panel.course && !('time' in common);
      return {
        type: 'query_value',
        ...common,
        autoscale: true,
        precision: 2,
        ...(background && { timeseries_background: { type: 'area' } }),
      };
    });
  });
}

function pie(panel: PiePanel, tell: Tell): readonly Definition[] {
  const [first, ...others] = askedOver('now', named(panel), tell);
  if (!first) return [];
  const all = [first, ...others];
  const request: ScalarRequest = {
    response_format: 'scalar',
    queries: all.flatMap(({ asked }) => asked.queries),
    formulas: all.map((one) => formula(one, panel.unit)),
  };
  const groups = all.flatMap(({ asked }) => asked.groups);
  return [
    {
      type: 'sunburst',
      title: panel.title,
      description: said(panel.description, all),
      requests: [request],
      legend: { type: 'automatic' },
      ...timed(first),
      ...linked(groups, ofTenants(panel)),
    },
  ];
}

type Cell = Asked & { readonly column: Column };

function table({ title, description, by, columns, most }: TablePanel, tell: Tell): readonly Definition[] {
  const groups = by.filter((label) => label !== 'env' && label !== 'slo');
  const cells = columns.flatMap((column): readonly Cell[] =>
    askedOver('now', [{ query: column.query, name: column.title }], tell).map((one) => ({ column, ...one })),
  );
  const fitting = cells.filter(({ alias, asked }) => {
    if (asked.groups.join() === groups.join()) return true;
    tell(
      alias,
      `A value for each (${asked.groups.join(', ')}) in a table by (${groups.join(', ')}) has no form in a Datadog widget.`,
    );
    return false;
  });
  return tablesByTime(fitting).map(([first, ...others], index): Definition => {
    const shown = [first, ...others];
    const { queries, formulaOf } = joined(shown);
    // Where another table decided on the rows, the highest are what people look for.
    const limit = limitOf(first.column === columns[0] ? most : { ...most, order: 'highest' });
    const formulas = shown.map(({ column: { unit, thresholds }, ...one }, at): Formula => {
      const text = { ...one, asked: { ...one.asked, formula: formulaOf(one.asked) } };
      return {
        ...formula({ ...text, ...(at === 0 && { limit }) }, unit),
        cell_display_mode: 'number',
        ...(thresholds && { conditional_formats: conditionalFormats(thresholds, 'custom_text') }),
      };
    });
    return {
      type: 'query_table',
      title: index === 0 ? title : `${title}: ${shown.map(({ alias }) => alias).join(', ')}`,
      description,
      requests: [{ response_format: 'scalar', queries, formulas }],
      has_search_bar: 'auto',
      ...timed(shown.find(({ asked }) => asked.window) ?? first),
      ...linked(
        groups,
        columns.some(({ query }) => isOfTenants(query)),
      ),
    };
  });
}

/** A table shows one time: columns about another stand in a table of their own. What gauges show now goes with the first. */
function tablesByTime(cells: readonly Cell[]): readonly (readonly [Cell, ...Cell[]])[] {
  const times = [...new Set(cells.flatMap(({ asked }) => (asked.window ? [asked.window.ms] : [])))];
  const timeOf = ({ asked }: Cell) => asked.window?.ms ?? times[0];
  return (times.length > 0 ? times : [undefined]).flatMap((time) => {
    const [first, ...others] = cells.filter((cell) => timeOf(cell) === time);
    return first ? [[first, ...others] as const] : [];
  });
}

/** Columns are asked one by one: in their table every query has a name of its own, and none is asked twice. */
function joined(cells: readonly Cell[]) {
  const all = new Map<string, MetricQuery>();
  const names = new Map<WidgetQuery, ReadonlyMap<string, string>>();
  for (const { asked } of cells) {
    const own = new Map<string, string>();
    for (const query of asked.queries) {
      const key = `${query.aggregator} ${query.query}`;
      const known = all.get(key) ?? { ...query, name: `query${all.size + 1}` };
      all.set(key, known);
      own.set(query.name, known.name);
    }
    names.set(asked, own);
  }
  return {
    queries: [...all.values()],
    formulaOf: (asked: WidgetQuery) => asked.formula.replaceAll(/\bquery\d+\b/g, (name) => names.get(asked)?.get(name) ?? name),
  };
}

function heatMap(panel: HeatMapPanel, tell: Tell): readonly Definition[] {
  const { title, description, query, rows, unit, thresholds } = panel;
  // Rows of a tag: Datadog's heat map has values for rows, so bars that add up say the same.
  if (rows !== 'le') {
    const common = { title, description, unit, id: panel.id, ...(thresholds && { thresholds }) };
    return timeSeries({ ...common, kind: 'time-series', style: 'bars', targets: [{ query, legend: `{{${rows}}}` }] }, tell);
  }
  try {
    const [selector] = selectorsOf(query.node).flatMap((one) => selectorsOf((expand(one) ?? { node: one }).node));
    const picked = selector && pick(selector, 'widget');
    if (picked?.definition.type !== 'histogram') throw new NotInDatadog('A heat map of what is no histogram', 'widget');
    const text = `histogram:${picked.metric}{${chosenTags(picked)}}`;
    return [
      {
        type: 'heatmap',
        title,
        description,
        requests: [{ request_type: 'histogram', query: { data_source: 'metrics', name: 'query1', query: text } }],
      },
    ];
  } catch (error) {
    if (!(error instanceof NotInDatadog)) throw error;
    tell('', error.message);
    return [];
  }
}
