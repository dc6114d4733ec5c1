/** The application's metrics as they go on: a target that a Prometheus scrapes. */
import { createServer } from 'node:http';
import type { BenchSeries } from './series.ts';

export interface Target {
  /** As `host:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

export async function startTarget(series: readonly BenchSeries[]): Promise<Target> {
  const server = createServer((_, response) => {
    const at = Math.floor(Date.now() / 1_000);
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(series.map(({ text, value }) => `${text} ${value(at)}\n`).join(''));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Its samples keep their own labels, and get none that the past's do not have. */
export function scrapeConfig({ address }: Target, seconds: number): object {
  return {
    job_name: 'application',
    honor_labels: true,
    scrape_interval: `${seconds}s`,
    scrape_timeout: `${seconds}s`,
    static_configs: [{ targets: [address] }],
    metric_relabel_configs: [{ action: 'labeldrop', regex: 'job' }],
  };
}
