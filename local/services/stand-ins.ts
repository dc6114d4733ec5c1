/** The stand-ins for PagerDuty and Slack, each a process of its own. */
import { http, logFile, nodeCommand, type Site } from '../site.ts';
import type { Service } from '../supervisor/service.ts';

export function pagerdutyStandIn(site: Site): Service {
  return standIn(site, 'pagerduty', site.ports.pagerduty, ...options('--key', site.secrets.routingKeys));
}

export function slackStandIn(site: Site): Service {
  return standIn(site, 'slack', site.ports.slack, ...options('--webhook', site.secrets.webhooks));
}

function options(name: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([channel, secret]) => [name, `${channel}=${secret}`]);
}

function standIn(site: Site, name: string, port: number, ...args: string[]): Service {
  return {
    name,
    argv: nodeCommand('local/stand-ins/main.ts', name, '--port', String(port), ...args),
    after: [],
    ports: [port],
    ready: { http: http(port, '/health') },
    log: logFile(site, name),
  };
}
