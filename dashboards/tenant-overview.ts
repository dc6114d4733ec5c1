/** Does this clinic work, and how is it doing: what its users feel, its bookings, its revenue. */
import { dashboard } from './dashboard.ts';
import * as budgets from './panels/budgets.ts';
import * as burn from './panels/burn.ts';
import * as business from './panels/business.ts';
import * as revenue from './panels/revenue.ts';
import * as tenant from './panels/tenant.ts';
import * as traffic from './panels/traffic.ts';
import { webhookRetries } from './panels/webhooks.ts';

export const tenantOverview = dashboard({
  name: 'tenant-overview',
  title: 'Tenant Overview',
  description: 'Does this clinic work, and how is it doing: what its users feel, its bookings, its revenue.',
  rows: [
    {
      height: 4,
      panels: [
        [4, budgets.availabilityNumber],
        [4, traffic.errorsNumber],
        [4, traffic.latencyNumber],
        [4, traffic.requestsNumber],
        [4, budgets.bookingNumber],
        [4, budgets.spentNumber],
      ],
    },
    {
      height: 8,
      panels: [
        [8, traffic.requestsByClinic],
        [8, traffic.errorsByClinic],
        [8, traffic.latencyByClinic],
      ],
    },
    {
      height: 8,
      panels: [
        [12, budgets.budgetsOfClinics],
        [12, tenant.alertsOfClinics],
      ],
    },
    {
      heading: 'Bookings',
      height: 8,
      panels: [
        [6, business.funnel],
        [6, business.conversion],
        [12, business.reservationsByAction],
      ],
    },
    {
      height: 8,
      panels: [
        [4, business.reservationsNumber],
        [10, business.reservationsByClinic],
        [10, burn.errorsOfAnHour('booking-latency')],
      ],
    },
    {
      heading: 'Clients, packages and revenue',
      height: 8,
      panels: [
        [7, revenue.clientsByClinic],
        [7, revenue.packages],
        [10, revenue.revenueByClinic],
      ],
    },
    {
      height: 8,
      panels: [
        [10, revenue.revenueTrend],
        [8, revenue.invoicesByOutcome],
        [3, revenue.failedInvoices],
        [3, webhookRetries],
      ],
    },
    { heading: 'Records', height: 10, panels: [[24, tenant.auditOfClinics]] },
    { height: 10, panels: [[24, tenant.errorLines]] },
  ],
});
