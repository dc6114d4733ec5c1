/** How the agent reaches the gateways: each signal by an exporter and a queue of its own. */
import type { Speed } from '../../telemetry/contract/index.ts';
import type { Settings } from './config.ts';
import { delivery, LOG_STORAGE, type QueueSpec, STORAGE } from './queue.ts';

export interface NamedExporter {
  readonly id: string;
  readonly settings: Settings;
}

type Signal = 'logs' | 'traces' | 'metrics';

/** The port on which gateways take OTLP over gRPC: the balancing exporter speaks nothing else. */
export const GATEWAY_GRPC_PORT = 4317;

const MIB = 1024 * 1024;

/** What decides which gateway gets a record: traces must stay whole, the series of one process in order. */
const ROUTING = { traces: 'traceID', metrics: 'resource' } as const satisfies Partial<Record<Signal, string>>;

export interface GatewayUrls {
  readonly speed: Speed;
  readonly gateways: readonly string[];
  readonly logGateway: string;
}

/**
 * One exporter per signal: OTLP over HTTP for logs and to a single gateway, balanced OTLP over gRPC to several.
 * @throws RangeError when no gateway is given, or one is no http or https URL.
 */
export function toGateways({ speed, gateways, logGateway }: GatewayUrls): Readonly<Record<Signal, NamedExporter>> {
  const urls = gateways.map(gatewayUrl);
  const [only] = urls;
  if (only === undefined) throw new RangeError('The agent has no gateway to send to: give at least one URL.');
  const direct = (signal: Signal, url: URL): NamedExporter => ({
    id: `otlp_http/${signal}`,
    settings: { endpoint: baseUrl(url), ...delivery(queueOf(signal, speed)) },
  });
  const spread = (signal: keyof typeof ROUTING): NamedExporter =>
    urls.length === 1 ? direct(signal, only) : { id: `load_balancing/${signal}`, settings: balanced(signal, urls, speed) };
  return { logs: direct('logs', gatewayUrl(logGateway)), traces: spread('traces'), metrics: spread('metrics') };
}

function queueOf(signal: Signal, speed: Speed): QueueSpec {
  switch (signal) {
    case 'logs':
      return { speed, storage: LOG_STORAGE, requests: 20_000, consumers: 4, batchBytes: 2 * MIB };
    case 'traces':
      return { speed, storage: STORAGE, requests: 5_000, consumers: 4, batchBytes: 2 * MIB };
    case 'metrics':
      return { speed, storage: STORAGE, requests: 5_000, consumers: 1 };
  }
}

/** The queue is the balancer's own: a queue per gateway behind it would hide failures from it. */
function balanced(signal: keyof typeof ROUTING, urls: readonly URL[], speed: Speed): Settings {
  return {
    routing_key: ROUTING[signal],
    resolver: { static: { hostnames: urls.map(({ hostname }) => `${hostname}:${GATEWAY_GRPC_PORT}`) } },
    protocol: {
      otlp: {
        tls: { insecure: urls.every(({ protocol }) => protocol === 'http:') },
        sending_queue: { enabled: false },
        retry_on_failure: { enabled: false },
      },
    },
    ...delivery(queueOf(signal, speed)),
  };
}

function gatewayUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new RangeError(`"${text}" is no gateway: give an http or https URL, such as http://gateway:4318.`);
}

function baseUrl(url: URL): string {
  return url.href.replace(/\/$/, '');
}
