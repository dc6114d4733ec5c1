/** Every alert, under the name that it fires with. Each has a runbook of the same name in `runbooks/`. */
import type { Alert } from './alert.ts';
import { auditAlerts } from './catalogue/audit.ts';
import { backupAlerts } from './catalogue/backup.ts';
import { billingAlerts } from './catalogue/billing.ts';
import { platformAlerts } from './catalogue/platform.ts';
import { securityAlerts } from './catalogue/security.ts';
import { sloAlerts } from './catalogue/slo.ts';
import { tenantAlerts } from './catalogue/tenants.ts';

export const catalogue = {
  ...tenantAlerts,
  ...sloAlerts,
  ...billingAlerts,
  ...securityAlerts,
  ...auditAlerts,
  ...backupAlerts,
  ...platformAlerts,
} as const satisfies Record<string, Alert>;

export type AlertName = keyof typeof catalogue;
