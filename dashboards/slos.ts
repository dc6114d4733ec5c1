/** Are the objectives kept, for whom not, and how long will the budgets last. */
import { dashboard } from './dashboard.ts';

export const slos = dashboard({
  name: 'slos',
  title: 'SLOs',
  description: 'Are the objectives kept, for whom not, and how long will the budgets last.',
  rows: [],
});
