/** Folders of Grafana. Rules have one of their own: who may edit a dashboard need not be who may silence a page. */

export interface Folder {
  readonly uid: string;
  readonly title: string;
}

export const FOLDERS = {
  dashboards: { uid: 'vigia', title: 'Vigía' },
  alerts: { uid: 'vigia-alerts', title: 'Vigía alerts' },
} as const satisfies Record<string, Folder>;
