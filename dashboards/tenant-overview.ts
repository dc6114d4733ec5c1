/** Does this clinic work, and how is it doing: what its users feel, its bookings, its revenue. */
import { dashboard } from './dashboard.ts';

export const tenantOverview = dashboard({
  name: 'tenant-overview',
  title: 'Tenant Overview',
  description: 'Does this clinic work, and how is it doing: what its users feel, its bookings, its revenue.',
  rows: [],
});
