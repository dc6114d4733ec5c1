/** A dashboard's frame: variables, marks, links, headings, and the panels in their places. */
import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  type Dashboard as Model,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { duration, format, scaled } from '../../../telemetry/contract/index.ts';
import { ANNOTATIONS, type Annotation } from '../../annotations.ts';
import { COLUMNS, type Dashboard } from '../../dashboard.ts';
import { DASHBOARDS } from '../../index.ts';
import { askedOf } from '../../scope.ts';
import { STATE_COLORS } from '../../style.ts';
import { dashboardLinks } from './links.ts';
import { grafanaPanel } from './panel.ts';
import { asked } from './query.ts';
import type { Rendering } from './rendering.ts';
import { variables } from './variables.ts';

/** What is recorded every minute shows nothing new more often; a month changes slowly. */
const REFRESH = { usual: '1m', ofDays: '5m' } as const;

export function model(dashboard: Dashboard, rendering: Rendering): Model {
  const { uid, title, description, range } = dashboard;
  const frame = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['vigia'])
    .readonly()
    .time({ from: `now-${format(scaled(range, rendering.speed))}`, to: 'now' })
    .refresh(range.ms > duration('1d').ms ? REFRESH.ofDays : REFRESH.usual)
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(variables(rendering))
    .annotations(ANNOTATIONS.map((annotation) => marks(annotation, rendering)))
    .links(dashboardLinks(dashboard, DASHBOARDS, rendering));
  for (const part of parts(dashboard)) {
    if ('panel' in part) frame.withPanel(grafanaPanel(part, rendering));
    else frame.withRow(heading(part));
  }
  return frame.build();
}

/** Headings and panels in reading order: a heading has what follows it. */
function parts({ headings, panels }: Dashboard) {
  return [...headings.map((one, i) => ({ ...one, x: 0, id: i + 1 })), ...panels].sort((a, b) => a.y - b.y || a.x - b.x);
}

function heading({ title, y, id }: { title: string; y: number; id: number }): RowBuilder {
  return new RowBuilder(title).id(id).gridPos({ x: 0, y, w: COLUMNS, h: 1 });
}

function marks({ title, query, text, state }: Annotation, rendering: Rendering): cog.Builder<AnnotationQuery> {
  const target = asked(askedOf({ query }), { refId: 'Anno', as: 'course' }, rendering);
  const annotation = new AnnotationQueryBuilder()
    .name(title)
    .datasource(rendering.sources.prometheus)
    .enable(true)
    .iconColor(STATE_COLORS[state])
    .target(target)
    .titleFormat(title)
    .textFormat(text)
    .build();
  // The SDK's default hides the switch in a menu.
  const { placement: _, ...shown } = annotation;
  return { build: () => shown };
}
