/** The two Collectors, as in production: an agent beside the application, and a gateway in front of the stores. */
import { join } from 'node:path';
import { AGENT_FLAGS, agentConfig, type CollectorConfig, gatewayConfig, renderCollector } from '../../servers/collector/index.ts';
import { command, configFile, ENVIRONMENT, http, local, logFile, type Site, stateDir, writeText } from '../site.ts';
import type { Service } from '../supervisor/service.ts';
import { clinicLog } from './clinic.ts';

/** Reads the application's log, takes its traces and metrics, passes all on. */
export function agent(site: Site): Service {
  const { ports, speed } = site;
  const config = agentConfig({
    speed,
    ...ownSettings(site, 'agent', { health: ports.agentHealth, metrics: ports.agentMetrics }),
    // What was set aside when it grew too long is still read to its end.
    logs: { include: [join(clinicLog(site), '..', '*.log')], format: 'json-lines' },
    otlp: { endpoint: local(ports.agentOtlp) },
    gateways: [http(ports.gatewayOtlp)],
    logGateway: http(ports.gatewayLogs),
  });
  return collector(site, 'agent', {
    config,
    flags: AGENT_FLAGS,
    after: ['gateway'],
    ports: [ports.agentOtlp, ports.agentHealth, ports.agentMetrics],
    health: ports.agentHealth,
  });
}

/** Cleans, samples and counts what the agent sends, and delivers it to the stores. */
export function gateway(site: Site): Service {
  const { ports, speed } = site;
  const config = gatewayConfig({
    speed,
    env: ENVIRONMENT.name,
    ...ownSettings(site, 'gateway', { health: ports.gatewayHealth, metrics: ports.gatewayMetrics }),
    otlp: { endpoint: local(ports.gatewayOtlp) },
    logsEndpoint: local(ports.gatewayLogs),
    prometheus: [{ url: http(ports.prometheus, '/api/v1/otlp') }],
    logWriter: http(ports.logWriter),
    traces: { url: http(ports.tempoOtlp) },
    countsEndpoint: local(ports.gatewayCounts),
    slowTrace: ENVIRONMENT.slowTrace,
  });
  return collector(site, 'gateway', {
    config,
    flags: [],
    after: ['log-writer', 'prometheus', 'tempo'],
    ports: [ports.gatewayOtlp, ports.gatewayLogs, ports.gatewayHealth, ports.gatewayMetrics, ports.gatewayCounts],
    health: ports.gatewayHealth,
  });
}

function ownSettings(site: Site, name: string, ports: { readonly health: number; readonly metrics: number }) {
  return {
    storageDirectory: stateDir(site, name),
    healthEndpoint: local(ports.health),
    metricsEndpoint: { host: '127.0.0.1', port: ports.metrics },
    memoryLimitMiB: 256,
  };
}

interface Collector extends Pick<Service, 'after' | 'ports'> {
  readonly config: CollectorConfig;
  readonly flags: readonly string[];
  readonly health: number;
}

function collector(site: Site, name: string, { config, flags, after, ports, health }: Collector): Service {
  const file = `${name}.yml`;
  return {
    name,
    argv: command(site.tools.otelcol, `--config=${configFile(site, file)}`, ...flags),
    after,
    ports,
    ready: { http: http(health) },
    log: logFile(site, name),
    prepare: async () => writeText(configFile(site, file), renderCollector(config)),
  };
}
