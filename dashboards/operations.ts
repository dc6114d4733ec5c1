/** The machinery: what it uses, what it waits for, and for whom. */
import { DASHBOARD_UIDS } from '../alerts/dashboards.ts';
import { dashboard } from './layout.ts';
import * as resources from './panels/resources.ts';

export const operations = () =>
  dashboard({
    uid: DASHBOARD_UIDS.operations,
    title: 'Operations',
    description: 'CPU, memory, database connections and queues, by clinic where that can be told.',
    tenants: 'any',
    rows: [
      [resources.cpuLines(), resources.memoryLines(), resources.eventLoopLines()],
      [resources.connectionLines(), resources.operationLines()],
      [resources.queueLines(), resources.limiterLines()],
    ],
  });
