/** The ports of 127.0.0.1 that the platform listens on: the server's usual port, with a 1 before it where it has four digits. */
import { freePorts } from './supervisor/free-ports.ts';

export const PORTS = {
  clinic: 13_000,
  /** Its usual port is the clinic's, and the one after that has the page of `npm run dashboards`. */
  grafana: 13_002,
  prometheus: 19_090,
  alertmanager: 19_093,
  opensearch: 19_200,
  tempo: 13_200,
  /** Tempo's own traffic between its parts. */
  tempoGrpc: 19_095,
  /** Traces from the gateway. */
  tempoOtlp: 14_319,
  postgres: 15_432,
  /** Traces and metrics from the application. */
  agentOtlp: 14_318,
  agentHealth: 13_133,
  agentMetrics: 18_888,
  /** Traces and metrics from the agent, then its logs. */
  gatewayOtlp: 14_317,
  gatewayLogs: 14_316,
  gatewayHealth: 13_134,
  gatewayMetrics: 18_889,
  /** The gateway's count of audit records. */
  gatewayCounts: 18_890,
  logWriter: 14_320,
  pagerduty: 18_080,
  slack: 18_081,
} as const;

export type PortName = keyof typeof PORTS;
export type Ports = Readonly<Record<PortName, number>>;

const names = Object.keys(PORTS) as PortName[];

/** The documented ports, or, for tests and for a second platform beside the first, free ones. */
export async function choosePorts(which: 'documented' | 'free'): Promise<Ports> {
  if (which === 'documented') return PORTS;
  const free = await freePorts(names.length);
  return Object.fromEntries(names.map((name, i) => [name, free[i]])) as Ports;
}

/**
 * The ports that another process has written down.
 * @throws Error where one is missing: the platform was started by another version of this program.
 */
export function portsFrom(written: Readonly<Record<string, number>>): Ports {
  const missing = names.filter((name) => written[name] === undefined);
  if (missing.length === 0) return written as Ports;
  throw new Error(
    `The platform that runs was started by another version: it has no port for ${missing.join(', ')}. Start it again.`,
  );
}
