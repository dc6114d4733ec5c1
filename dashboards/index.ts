/** Every dashboard, in the order in which people find them. */
import type { Dashboard } from './dashboard.ts';
import { operations } from './operations.ts';
import { platform } from './platform.ts';
import { security } from './security.ts';
import { slos } from './slos.ts';
import { tenantOverview } from './tenant-overview.ts';

export const DASHBOARDS: readonly Dashboard[] = [tenantOverview, operations, security, slos, platform];
