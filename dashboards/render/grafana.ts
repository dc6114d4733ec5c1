/** Renders every dashboard as the JSON model that Grafana stores. */
import { FOLDERS, type Folder } from '../folders.ts';
import { operations } from '../operations.ts';
import { security } from '../security.ts';
import { tenantOverview } from '../tenant-overview.ts';

export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly folder: Folder;
  /** The model, the same text at every rendering. */
  readonly json: string;
}

const DASHBOARDS = [tenantOverview, operations, security] as const;

/** @throws Error for a dashboard without a uid or a title: Grafana would make another one at each delivery. */
export function grafanaDashboards(): readonly GrafanaDashboard[] {
  return DASHBOARDS.map((make) => {
    const model = make().build();
    const { uid, title } = model;
    if (!uid || !title) throw new Error(`A dashboard has the uid "${uid ?? ''}" and the title "${title ?? ''}": give it both.`);
    return { uid, title, folder: FOLDERS.dashboards, json: JSON.stringify(model, null, 2) };
  });
}
