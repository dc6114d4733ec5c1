/** Which clinic uses how much of what: machines, database, queues, limiters. */
import { dashboard } from './dashboard.ts';
import * as alerting from './panels/alerting.ts';
import * as now from './panels/now.ts';
import * as queues from './panels/queues.ts';
import * as resources from './panels/resources.ts';
import * as routes from './panels/routes.ts';
import * as webhooks from './panels/webhooks.ts';

export const operations = dashboard({
  name: 'operations',
  title: 'Operations',
  description: 'Which clinic uses how much of what: machines, database, queues, limiters.',
  rows: [
    {
      height: 4,
      panels: [
        [4, now.requestsNow],
        [4, now.errorsNow],
        [4, now.latencyNow],
        [4, now.loopDelayNow],
        [4, now.pendingNow],
        [4, now.jobsNow],
      ],
    },
    {
      height: 11,
      panels: [
        [14, resources.topClinics],
        [10, alerting.clinicAlerts],
      ],
    },
    {
      heading: 'Machines',
      height: 8,
      panels: [
        [12, resources.cpuByClinic],
        [6, resources.cpuByWorkload],
        [6, resources.processes],
      ],
    },
    {
      height: 8,
      panels: [
        [12, resources.memoryByWorkload],
        [12, resources.eventLoopDelay],
      ],
    },
    {
      heading: 'Database',
      height: 8,
      panels: [
        [12, resources.connections],
        [12, resources.operationsByClinic],
      ],
    },
    {
      heading: 'Queues and rate limiters',
      height: 8,
      panels: [
        [12, queues.queueDepth],
        [12, queues.longestQueues],
      ],
    },
    {
      height: 8,
      panels: [
        [12, queues.rateLimiters],
        [12, queues.fullestLimiters],
      ],
    },
    {
      heading: 'Routes',
      height: 9,
      panels: [
        [12, routes.latencyMap],
        [12, routes.routeLatency],
      ],
    },
    {
      height: 8,
      panels: [
        [12, routes.slowestRoutes],
        [12, routes.failingRoutes],
      ],
    },
    {
      heading: "Stripe's webhooks",
      height: 8,
      panels: [
        [4, webhooks.webhookRetries],
        [10, webhooks.webhookDeliveries],
        [10, webhooks.failedWebhooks],
      ],
    },
  ],
});
