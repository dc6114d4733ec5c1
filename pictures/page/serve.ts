/** Serves the page on 127.0.0.1 until it is interrupted. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aborted, Interrupted } from '../../local/commands/interruption.ts';
import { HOST, http } from '../../local/site.ts';
import type { Drawing } from '../drawing.ts';
import type { Options } from '../options.ts';
import type { Asked } from '../sources.ts';
import { answer, type PageContext } from './answer.ts';
import { addressOf } from './view.ts';

export interface Serving {
  readonly options: Pick<Options, 'port' | 'env' | 'tenant' | 'interval' | 'range' | 'theme'>;
  readonly sources: Asked;
  readonly drawing: Drawing;
  readonly onLine: (text: string) => void;
}

/**
 * @returns the exit code: Ctrl-C is how it is meant to end
 * @throws Error where the port is taken
 */
export async function serveUntil(signal: AbortSignal, { options, sources, drawing, onLine }: Serving): Promise<number> {
  const { env, port, tenant: tenants = [], interval, range, theme } = options;
  const first = addressOf({ tenants, interval, range, ...(theme === 'dark' && { theme }) });
  const server = await listen({ sources, drawing, env, first, now: Date.now }, port);
  try {
    onLine(`The dashboards are at ${http((server.address() as AddressInfo).port, '/')}. Ctrl-C ends it.`);
    await aborted(signal);
    if (!(signal.reason instanceof Interrupted)) throw signal.reason;
    return 0;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Resolves when it accepts connections. */
export function listen(context: PageContext, port: number): Promise<Server> {
  const server = createServer(async ({ method = 'GET', headers, url = '/' }, response) => {
    const { status, headers: replied, body } = await answer({ method, host: headers.host ?? '', url }, context);
    response.writeHead(status, replied).end(method === 'HEAD' ? undefined : body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} is taken: give another one with --port, or 0 for any.`, { cause: error })
          : error,
      ),
    );
    server.listen(port, HOST, () => resolve(server));
  });
}
