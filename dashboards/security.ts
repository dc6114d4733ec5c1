/** Access: who came in, who tried, who did what, and whether the record of it is whole. */
import { DASHBOARD_UIDS } from '../alerts/dashboards.ts';
import { dashboard } from './layout.ts';
import * as access from './panels/access.ts';

export const security = () =>
  dashboard({
    uid: DASHBOARD_UIDS.security,
    title: 'Security',
    description: 'Authentication, privileged actions, access across clinics, and the audit trail.',
    tenants: 'any',
    rows: [
      [access.authenticationLines(), access.failedLoginLines()],
      [access.privilegedActionLines(), access.crossTenantLines(), access.auditVolumeLines()],
      [access.auditRecordList()],
    ],
  });
