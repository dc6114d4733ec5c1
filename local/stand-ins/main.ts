/** Runs one stand-in as a process of its own, so that it can be stopped and killed like every other server. */
import { Command, InvalidArgumentError } from 'commander';
import { type Handler, serve } from './http.ts';
import { pagerDuty } from './pagerduty.ts';
import { slack } from './slack.ts';

const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) throw new InvalidArgumentError('Give a port from 1 to 65535.');
  return value;
};

async function run(name: string, listen: number, handler: Handler): Promise<void> {
  const server = await serve(listen, handler);
  console.log(`${name} stand-in on http://127.0.0.1:${listen}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}

const program = new Command('stand-ins').description('Stand-ins for the services that alerts are sent to.');
program
  .command('pagerduty')
  .description('Events API v2: POST /v2/enqueue')
  .requiredOption('--port <port>', 'port on 127.0.0.1', port)
  .action((options: { port: number }) => run('PagerDuty', options.port, pagerDuty()));
program
  .command('slack')
  .description('incoming webhook: POST /services/T…/B…/…')
  .requiredOption('--port <port>', 'port on 127.0.0.1', port)
  .requiredOption('--webhook <path>', 'path of the webhook that exists')
  .action((options: { port: number; webhook: string }) => run('Slack', options.port, slack({ webhook: options.webhook })));
await program.parseAsync();
