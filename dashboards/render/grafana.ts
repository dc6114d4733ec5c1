/** Renders every dashboard as the JSON model that Grafana stores. */

import { DATA_SOURCES } from '../data-sources.ts';
import { FOLDERS, type Folder } from '../folders.ts';
import { DASHBOARDS } from '../index.ts';
import { model } from './grafana/model.ts';
import type { Rendering } from './grafana/rendering.ts';

export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly folder: Folder;
  /** The model, the same text at every rendering. */
  readonly json: string;
}

/** @param args `sources` by default those that are delivered with the dashboards */
export function grafanaDashboards(
  args: Omit<Rendering, 'sources'> & Partial<Pick<Rendering, 'sources'>>,
): readonly GrafanaDashboard[] {
  const rendering: Rendering = { sources: DATA_SOURCES, ...args };
  return DASHBOARDS.map((dashboard) => ({
    uid: dashboard.uid,
    title: dashboard.title,
    folder: FOLDERS.dashboards,
    json: JSON.stringify(model(dashboard, rendering), null, 2),
  }));
}
