/** Prometheus: metrics in, rules evaluated, alerts out. */
import { prometheusRules } from '../../alerts/render/prometheus.ts';
import { prometheusConfig, prometheusFlags } from '../../servers/prometheus.ts';
import { command, configFile, ENVIRONMENT, http, local, logFile, type Site, stateDir, writeConfig } from '../site.ts';
import type { Service } from '../supervisor/service.ts';

const CONFIG = 'prometheus.yml';
const RULES = 'rules.yml';
const RUNBOOKS = new URL('../../alerts/runbooks', import.meta.url).href;

export function prometheus(site: Site): Service {
  const { tools, ports, speed } = site;
  const flags = prometheusFlags({
    speed,
    configFile: configFile(site, CONFIG),
    dataDirectory: stateDir(site, 'prometheus'),
    listen: local(ports.prometheus),
    retention: ENVIRONMENT.metricRetention,
  });
  return {
    name: 'prometheus',
    argv: command(tools.prometheus, ...flags),
    after: ['alertmanager', 'opensearch-apply'],
    ports: [ports.prometheus],
    ready: { http: http(ports.prometheus, '/-/ready') },
    log: logFile(site, 'prometheus'),
    prepare: async () => {
      const links = { runbooks: RUNBOOKS, grafanaUrl: http(ports.grafana) };
      writeConfig(site, RULES, prometheusRules({ speed, ...links, evaluator: ENVIRONMENT.evaluator }));
      writeConfig(site, CONFIG, configuration(site));
    },
  };
}

function configuration({ speed, ports }: Site): object {
  return prometheusConfig({
    speed,
    env: ENVIRONMENT.name,
    scrape: {
      prometheus: [local(ports.prometheus)],
      alertmanager: [local(ports.alertmanager)],
      agent: [local(ports.agentMetrics)],
      gateway: [local(ports.gatewayMetrics)],
      'gateway-counts': [local(ports.gatewayCounts)],
      'log-writer': [local(ports.logWriter)],
      tempo: [local(ports.tempo)],
    },
    ruleFiles: [RULES],
    alertmanagers: [local(ports.alertmanager)],
  });
}
