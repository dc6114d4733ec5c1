/** Is anybody where they should not be: log-ins, privileged actions, the audit trail. */
import { dashboard } from './dashboard.ts';

export const security = dashboard({
  name: 'security',
  title: 'Security',
  description: 'Is anybody where they should not be: log-ins, privileged actions, the audit trail.',
  rows: [],
});
