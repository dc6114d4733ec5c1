/**
 * Stands for Grafana in its pod: answers probes, the scrape and API calls, and records what it is given. It shows no dashboard, evaluates
 * nothing and loads no plugin. `/recorded` shows what it has seen; of environment variables the names only.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Given, given } from './grafana-given.ts';

/** Of each request's body; and of requests the last so many. */
const MAX_BODY_BYTES = 4_096;
const MAX_REQUESTS = 1_000;

interface Recorded {
  readonly method: string;
  readonly path: string;
  /** The scheme of its authorization, such as `bearer`; never what follows. */
  readonly scheme: string;
  readonly body: string;
}

/** What the digest reads has to be a list; of all else Grafana's answer is an object. */
const LISTS = ['/api/annotations', '/api/alertmanager/grafana/api/v2/alerts', '/api/search', '/api/datasources'];

/**
 * The server, not yet listening.
 * @param environment what Grafana is told by variables: its folders among them
 * @throws Error where the configuration file, or a file that it refers to, cannot be read: Grafana would not start either
 */
export function grafanaStandIn(environment: Readonly<Record<string, string | undefined>>): Server {
  given(environment);
  const recorded: Recorded[] = [];
  return createServer((request, response) => void reply(request, response, recorded, () => given(environment)));
}

async function reply(request: IncomingMessage, response: ServerResponse, recorded: Recorded[], look: () => Given): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://grafana');
  const json = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (pathname === '/api/health') return void json(200, { database: 'ok', version: 'stand-in', commit: 'stand-in' });
  if (pathname === '/recorded') return void json(200, { requests: recorded, ...look() });
  if (pathname === '/metrics') return void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(METRICS);
  const body = await start(request);
  const scheme = (request.headers.authorization ?? 'none').split(' ')[0]?.toLowerCase() ?? 'none';
  recorded.push({ method: request.method ?? 'GET', path: pathname + search, scheme, body });
  if (recorded.length > MAX_REQUESTS) recorded.shift();
  if (!pathname.startsWith('/api/')) return void json(404, { message: 'Not found' });
  if (scheme !== 'basic' && scheme !== 'bearer') return void json(401, { message: 'Unauthorized', statusCode: 401 });
  return void json(200, LISTS.includes(pathname) ? [] : {});
}

const METRICS = `# HELP grafana_build_info A metric with a constant '1' value.
# TYPE grafana_build_info gauge
grafana_build_info{version="stand-in"} 1
# HELP grafana_alerting_notifications_failed_total The total number of failed notifications.
# TYPE grafana_alerting_notifications_failed_total counter
grafana_alerting_notifications_failed_total{org="1"} 0
# HELP grafana_alerting_rule_evaluation_failures_total The total number of rule evaluation failures.
# TYPE grafana_alerting_rule_evaluation_failures_total counter
grafana_alerting_rule_evaluation_failures_total{org="1"} 0
`;

async function start(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let kept = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    if (kept < MAX_BODY_BYTES) pieces.push(piece);
    kept += piece.length;
  }
  return Buffer.concat(pieces).subarray(0, MAX_BODY_BYTES).toString();
}

if (import.meta.main) {
  const server = grafanaStandIn(process.env).listen(3000);
  // A container's first process has no default for it.
  process.on('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections());
}
