/** The platform's own stacks on the engine: a configuration that somebody could have, and secrets that are known when they are seen. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Engine, startEngine } from './engine.ts';

export type Stack = 'dev' | 'prod';

interface StackFile {
  readonly config: Readonly<Record<string, unknown>>;
}

const ROOT = join(import.meta.dirname, '../../..');

/** In the place of every placeholder of the stack files. */
const COMMON = {
  'vigia:owner': 'platform@clinic.org',
  'vigia:runbookUrl': 'https://github.com/clinic/vigia/blob/main/alerts/runbooks',
  'aws:accountId': '222233334444',
  'network:vpcId': 'vpc-0a1b2c3d4e5f60718',
  'network:cidr': '10.20.0.0/16',
  'workers:image': '222233334444.dkr.ecr.us-east-1.amazonaws.com/vigia-workers:0.1.0',
  'digest:to': ['platform@clinic.org'],
  'digest:from': 'vigia@clinic.org',
  'grafana:pluginUrl': 'https://artifacts.clinic.org/grafana-opensearch-datasource.zip',
} as const;

/** A value for each placeholder, and some besides. */
export const VALUES: Readonly<Record<Stack, Readonly<Record<string, unknown>>>> = {
  dev: {
    ...COMMON,
    'network:subnets': { 'us-east-1a': 'subnet-0a1b2c3d4e5f60718' },
    'cluster:name': 'clinic-dev',
    'cluster:context': 'arn:aws:eks:us-east-1:222233334444:cluster/clinic-dev',
    'grafana:host': 'grafana.dev.clinic.org',
  },
  prod: {
    ...COMMON,
    'network:subnets': {
      'us-east-1a': 'subnet-0a1b2c3d4e5f60718',
      'us-east-1b': 'subnet-1a1b2c3d4e5f60718',
      'us-east-1c': 'subnet-2a1b2c3d4e5f60718',
    },
    'cluster:name': 'clinic-prod',
    // In the place of the context: it is a secret.
    'cluster:context': undefined,
    'grafana:host': 'grafana.clinic.org',
    'grafana:database': { host: 'grafana.abcdefgh.us-east-1.rds.amazonaws.com' },
    'grafana:oidc': {
      authUrl: 'https://id.clinic.org/authorize',
      tokenUrl: 'https://id.clinic.org/token',
      apiUrl: 'https://id.clinic.org/userinfo',
      clientId: 'grafana',
    },
    'pagerduty:users': ['PA1B2C3', 'PD4E5F6'],
    'pagerduty:slack': { workspaceId: 'T0A1B2C3D', channelId: 'C0A1B2C3D' },
  },
};

/** Part of every secret, and of nothing else. */
export const PLANTED = 'planted-4f9a';

const SLACK = {
  'slack:opsWebhookUrl': `https://hooks.slack.com/services/T000/B000/${PLANTED}-ops`,
  'slack:securityWebhookUrl': `https://hooks.slack.com/services/T000/B000/${PLANTED}-security`,
} as const;

/** A value for each secret key that the stack uses. */
export const SECRETS = {
  dev: SLACK,
  prod: {
    ...SLACK,
    'cluster:kubeconfig': JSON.stringify({ apiVersion: 'v1', kind: 'Config', users: [{ name: 'a', user: { token: PLANTED } }] }),
    'grafana:oidcClientSecret': `${PLANTED}-oidc`,
    'grafana:databasePassword': `${PLANTED}-database`,
    'pagerduty:token': `${PLANTED}-pagerduty`,
    'pagerduty:userToken': `${PLANTED}-pagerduty-user`,
    'digest:smtpUrl': `smtps://digest:${PLANTED}-smtp@mail.clinic.org`,
  },
} as const satisfies Record<Stack, Readonly<Record<string, string>>>;

export const DATADOG_SECRETS = { 'datadog:apiKey': `${PLANTED}-api`, 'datadog:appKey': `${PLANTED}-app` } as const;

/** The stack as the repository has it: placeholders, and no secret. */
export async function freshStack(stack: Stack): Promise<Engine> {
  return startEngine({ project: await project(), stack, settings: await stackFile(stack) });
}

/** A stack whose deployer has set everything. @param more settings besides, or in the place of these */
export async function configuredStack(stack: Stack, more: Readonly<Record<string, unknown>> = {}): Promise<Engine> {
  const config = { ...(await stackFile(stack)).config, ...VALUES[stack], ...more };
  const engine = await startEngine({ project: await project(), stack, settings: { config } });
  await engine.setSecret(SECRETS[stack]);
  return engine;
}

/** The project, which runs from where its sources are. */
async function project(): Promise<object> {
  const content = parse(await readFile(join(ROOT, 'Pulumi.yaml'), 'utf8')) as { readonly main: string };
  return { ...content, main: join(ROOT, content.main) };
}

async function stackFile(stack: Stack): Promise<StackFile> {
  return parse(await readFile(join(ROOT, `Pulumi.${stack}.yaml`), 'utf8')) as StackFile;
}
