/** Alertmanager: alerts in, notifications to the channels of the routing table out. */
import { alertmanagerConfig } from '../../alerts/render/alertmanager.ts';
import { command, configFile, ENVIRONMENT, http, local, logFile, type Site, stateDir, writeConfig, writeSecret } from '../site.ts';
import type { Service } from '../supervisor/service.ts';

const CONFIG = 'alertmanager.yml';
const ROUTING_KEY = 'pagerduty-routing-key';
const WEBHOOK = 'slack-webhook-url';

export function alertmanager(site: Site): Service {
  const { tools, ports, speed, secrets } = site;
  return {
    name: 'alertmanager',
    argv: command(
      tools.alertmanager,
      `--config.file=${configFile(site, CONFIG)}`,
      `--storage.path=${stateDir(site, 'alertmanager')}`,
      `--web.listen-address=${local(ports.alertmanager)}`,
      // One instance: no cluster to listen for.
      '--cluster.listen-address=',
    ),
    after: ['pagerduty', 'slack'],
    ports: [ports.alertmanager],
    ready: { http: http(ports.alertmanager, '/-/ready') },
    log: logFile(site, 'alertmanager'),
    prepare: async () => {
      writeSecret(site, ROUTING_KEY, secrets.pagerdutyRoutingKey);
      writeSecret(site, WEBHOOK, http(ports.slack, secrets.slackWebhook));
      const config = alertmanagerConfig({
        speed,
        environment: ENVIRONMENT,
        secrets: { pagerdutyRoutingKeyFile: configFile(site, ROUTING_KEY), slackWebhookUrlFile: configFile(site, WEBHOOK) },
        pagerdutyUrl: http(ports.pagerduty, '/v2/enqueue'),
      });
      writeConfig(site, CONFIG, config);
    },
  };
}
