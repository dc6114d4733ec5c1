/** A dashboard as text for people who review it: what Grafana gets, read back from its JSON. */
import { STATE_COLORS } from '../../dashboards/style.ts';
import type { GrafanaModel, GrafanaPanel, GrafanaQuery } from './grafana-model.ts';

export function dashboardText(model: GrafanaModel): string {
  const { title, description, time, templating, annotations, links, panels } = model;
  return `${[
    `# ${title}`,
    `${description} Shows ${time.from} to ${time.to}.`,
    [
      ...templating.list.map(
        ({ name, label, query }) => `- variable \`${name}\` (${label}): \`${typeof query === 'string' ? query : query.query}\``,
      ),
      ...annotations.list.map(({ name, textFormat, target }) => `- marks ${name} (\`${textFormat}\`): \`${target.expr}\``),
      ...links.map(linkText),
    ].join('\n'),
    ...panels.map((one) => (one.type === 'row' ? `## ${one.title}` : panelText(one))),
    '## Where links lead',
    [...new Set(panels.flatMap((one) => (one.type === 'row' ? [] : linksOf(one))).map(linkText))].sort().join('\n'),
  ].join('\n\n')}\n`;
}

function panelText(panel: GrafanaPanel): string {
  const { type, title, description, gridPos, timeFrom, targets = [], options } = panel;
  const filter = options?.alertInstanceLabelFilter;
  return [
    `### ${title}`,
    `${type}, ${gridPos.w} x ${gridPos.h}${timeFrom ? `, the last ${timeFrom}` : ''}${measureText(panel)}`,
    `> ${description}`,
    [
      ...targets.map(queryText),
      ...(typeof filter === 'string' ? [`- alerts of \`${filter}\``] : []),
      ...columnTexts(panel),
      ...leadsTo('a series', panel.fieldConfig?.defaults.links ?? []),
    ].join('\n'),
  ].join('\n\n');
}

function measureText({ fieldConfig }: GrafanaPanel): string {
  if (!fieldConfig) return '';
  const { unit, thresholds, custom, min, max } = fieldConfig.defaults;
  return [
    unit && `, in \`${unit}\``,
    min !== undefined && `, from ${min}`,
    max !== undefined && ` to ${max}`,
    thresholds && thresholds.steps.length > 1 && `, ${thresholdText(thresholds)}${custom?.thresholdsStyle ? ' (dashed)' : ''}`,
  ]
    .filter(Boolean)
    .join('');
}

type Thresholds = NonNullable<NonNullable<GrafanaPanel['fieldConfig']>['defaults']['thresholds']>;

function thresholdText({ steps }: Thresholds): string {
  return steps.map(({ value, color }) => (value === null ? stateName(color) : `${stateName(color)} from ${value}`)).join(', ');
}

function stateName(color: string): string {
  return Object.entries(STATE_COLORS).find(([, value]) => value === color)?.[0] ?? color;
}

function queryText(query: GrafanaQuery): string {
  if ('query' in query) return `- ${query.refId}, newest first, of ${query.datasource.uid}: \`${query.query}\``;
  const { refId, legendFormat, instant, format, expr } = query;
  const how = `${instant ? 'now' : 'over time'}${format === 'heatmap' ? ', buckets' : ''}`;
  return `- ${refId}${legendFormat ? ` \`${legendFormat}\`` : ''}, ${how}: \`${expr}\``;
}

function columnTexts({ type, transformations = [], fieldConfig }: GrafanaPanel): string[] {
  const renamed = transformations.find(({ id }) => id === 'organize')?.options.renameByName ?? {};
  const sorted = transformations.find(({ id }) => id === 'sortBy');
  return [
    ...Object.entries(renamed)
      .filter(([field]) => field !== 'Value')
      .map(([field, title]) => `- column ${title}: \`${field}\``),
    ...(sorted ? [`- sorted: \`${JSON.stringify(sorted.options.sort)}\``] : []),
    ...(fieldConfig?.overrides ?? []).flatMap(({ matcher, properties }) =>
      properties.flatMap((property) => {
        const of = matcher.options;
        switch (property.id) {
          case 'unit':
            return [`- ${of} in \`${property.value}\``];
          case 'thresholds':
            return [`- ${of}: ${thresholdText(property.value)}`];
          case 'color':
            return type === 'timeseries' || type === 'piechart' ? [`- ${of} is ${stateName(property.value.fixedColor)}`] : [];
          case 'links':
            return leadsTo(of, property.value);
          default:
            return [];
        }
      }),
    ),
  ];
}

type Links = GrafanaModel['links'];

function linksOf({ fieldConfig }: GrafanaPanel): Links {
  if (!fieldConfig) return [];
  const overridden = fieldConfig.overrides.flatMap(({ properties }) => properties);
  return [...(fieldConfig.defaults.links ?? []), ...overridden.flatMap((one) => (one.id === 'links' ? one.value : []))];
}

function leadsTo(what: string, links: Links): string[] {
  return links.length > 0 ? [`- ${what} leads to: ${links.map(({ title }) => title).join(', ')}`] : [];
}

/** An address of Explore as its query. */
function linkText({ title, url }: Links[number]): string {
  if (!url.startsWith('/explore?')) return `- link ${title}: \`${url}\``;
  const panes = JSON.parse(new URL(url, 'https://grafana.example').searchParams.get('panes') ?? '');
  const [query] = panes.vigia.queries;
  return `- link ${title}: \`${query.query}\` of ${query.datasource.uid}`;
}
