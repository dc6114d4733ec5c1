/** Which clinic uses how much of what: machines, database, queues, limiters. */
import { dashboard } from './dashboard.ts';

export const operations = dashboard({
  name: 'operations',
  title: 'Operations',
  description: 'Which clinic uses how much of what: machines, database, queues, limiters.',
  rows: [],
});
