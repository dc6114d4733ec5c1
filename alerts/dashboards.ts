/** The dashboards that alerts link to, by the uid that Grafana knows them by. */
export const DASHBOARD_UIDS = {
  'tenant-overview': 'vigia-tenant-overview',
  operations: 'vigia-operations',
  security: 'vigia-security',
  slos: 'vigia-slos',
  platform: 'vigia-platform',
} as const;

export type DashboardName = keyof typeof DASHBOARD_UIDS;
