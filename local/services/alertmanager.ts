/** Alertmanager: alerts in, notifications to the channels of the routing table out. */
import { alertmanagerConfig } from '../../alerts/render/alertmanager.ts';
import { type SecretChannel, secretChannelsOf } from '../../alerts/routing.ts';
import { command, configFile, ENVIRONMENT, http, local, logFile, type Site, stateDir, writeConfig, writeSecret } from '../site.ts';
import type { Service } from '../supervisor/service.ts';

const CONFIG = 'alertmanager.yml';
/** The file of a channel's secret, in the folder of the configurations. */
const secretFile = (channel: SecretChannel) => `${channel}.secret`;

export function alertmanager(site: Site): Service {
  const { tools, ports, speed } = site;
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
      for (const channel of secretChannelsOf(ENVIRONMENT)) writeSecret(site, secretFile(channel), secretOf(site, channel));
      const config = alertmanagerConfig({
        speed,
        environment: ENVIRONMENT,
        secretFile: (channel) => configFile(site, secretFile(channel)),
        pagerdutyUrl: http(ports.pagerduty, '/v2/enqueue'),
      });
      writeConfig(site, CONFIG, config);
    },
  };
}

function secretOf({ ports, secrets }: Site, channel: SecretChannel): string {
  switch (channel) {
    case 'slack-ops':
    case 'slack-security':
      return http(ports.slack, secrets.webhooks[channel]);
    default:
      return secrets.routingKeys[channel];
  }
}
