/** Is the monitoring itself healthy: can what the other dashboards say be believed. */
import { dashboard } from './dashboard.ts';

export const platform = dashboard({
  name: 'platform',
  title: 'Platform',
  description: 'Is the monitoring itself healthy: can what the other dashboards say be believed.',
  rows: [],
});
