/** Every server of the cluster in one plan, for tests on the real ones. */
import * as pulumi from '@pulumi/pulumi';
import { Alertmanager } from '../../infra/components/alertmanager.ts';
import { CollectorAgent } from '../../infra/components/collector-agent.ts';
import { CollectorGateway } from '../../infra/components/collector-gateway.ts';
import { Prometheus } from '../../infra/components/prometheus.ts';
import { Tempo } from '../../infra/components/tempo.ts';
import { type DeployedEnvironment, environments } from '../../infra/environment.ts';
import { cluster, Identity, type Plan, planOf } from '../unit/components/servers-plan.ts';

/** Each environment with each evaluator. */
export const variants: readonly { readonly environment: DeployedEnvironment }[] = [environments.dev, environments.prod].flatMap(
  (environment) => (['grafana', 'prometheus'] as const).map((evaluator) => ({ environment: { ...environment, evaluator } })),
);

const REGION = 'us-east-1';

/** What an environment has of them; with remote write, which adds the most to a configuration. */
export function serversOf(environment: DeployedEnvironment): Promise<Plan> {
  return planOf((opts) => {
    const identity = new Identity('identity');
    new CollectorAgent('agent', { cluster, environment }, opts);
    new CollectorGateway('gateway', { cluster, environment }, opts);
    const url = `https://aps-workspaces.${REGION}.amazonaws.com/workspaces/ws-1/api/v1/remote_write`;
    const remoteWrite = { url, region: REGION, clusterName: 'clinics', identity };
    new Prometheus(
      'prometheus',
      {
        cluster,
        environment,
        links: { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' },
        remoteWrite,
      },
      opts,
    );
    new Tempo('tempo', { cluster, environment, bucket: { name: 'vigia-traces', region: REGION }, identity }, opts);
    if (environment.evaluator === 'prometheus') {
      const heartbeat = { topicArn: `arn:aws:sns:${REGION}:111122223333:heartbeat`, region: REGION };
      const slackChannels = { ops: '#ops', security: '#security' };
      new Alertmanager('alertmanager', { cluster, environment, identity, heartbeat, channelSecrets, slackChannels }, opts);
    }
  }, environment.name);
}

/** The gateway of prod with the other back end. */
export function gatewayToDatadog(): Promise<Plan> {
  const datadog = { site: 'datadoghq.eu', apiKey: pulumi.secret('0'.repeat(32)) };
  return planOf((opts) => new CollectorGateway('gateway', { cluster, environment: environments.prod, datadog }, opts));
}

const channelSecrets = {
  'pagerduty-platform': 'key',
  'pagerduty-billing': 'key',
  'pagerduty-security': 'key',
  'slack-ops': 'https://hooks.slack.example/ops',
  'slack-security': 'https://hooks.slack.example/security',
};
