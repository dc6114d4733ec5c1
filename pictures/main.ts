/** `npm run dashboards`: the dashboards without Grafana. */
import { interruption } from '../local/commands/interruption.ts';
import { dashboardsCommand } from './command.ts';

process.exitCode = await dashboardsCommand(
  process.argv.slice(2),
  { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) },
  () => interruption().signal,
);
