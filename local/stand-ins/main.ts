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

const named = (text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
  const [name = '', secret = ''] = text.split('=', 2);
  if (name === '' || secret === '') throw new InvalidArgumentError('Give CHANNEL=SECRET.');
  return { ...before, [name]: secret };
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
  .requiredOption('--key <channel=key>', 'integration key of a channel; may be repeated', named)
  .action((options: { port: number; key: Readonly<Record<string, string>> }) =>
    run('PagerDuty', options.port, pagerDuty({ keys: options.key })),
  );
program
  .command('slack')
  .description('incoming webhooks: POST /services/T…/B…/…')
  .requiredOption('--port <port>', 'port on 127.0.0.1', port)
  .requiredOption('--webhook <channel=path>', 'path of the webhook of a channel; may be repeated', named)
  .action((options: { port: number; webhook: Readonly<Record<string, string>> }) =>
    run('Slack', options.port, slack({ webhooks: options.webhook })),
  );
await program.parseAsync();
