/** One clinic: its bookings, its packages, its revenue, and what its users feel. */
import { DASHBOARD_UIDS } from '../alerts/dashboards.ts';
import { dashboard } from './layout.ts';
import * as business from './panels/business.ts';
import * as traffic from './panels/traffic.ts';

export const tenantOverview = () =>
  dashboard({
    uid: DASHBOARD_UIDS['tenant-overview'],
    title: 'Tenant Overview',
    description: 'Bookings funnel, active packages and revenue of one clinic, with the requests of its users.',
    tenants: 'one',
    rows: [
      [business.bookingFunnelBars(), business.reservationsNumber(), business.activeClientsNumber()],
      [business.activePackagesLines(), business.revenueLines()],
      [traffic.requestRateLines(), traffic.errorRateLines(), traffic.latencyLines()],
    ],
  });
