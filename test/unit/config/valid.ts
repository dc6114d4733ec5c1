/** Configurations without a mistake, as Pulumi hands them on. */
import { type Config, ConfigError, type ReadConfigArgs, readConfig } from '../../../infra/config.ts';
import { record } from '../../../preview/record.ts';

export type Values = Readonly<Record<string, string | undefined>>;

const common = {
  'vigia:owner': 'platform@clinic.org',
  'vigia:runbookUrl': 'https://git.clinic.org/vigia/runbooks',
  'aws:region': 'us-east-1',
  'aws:accountId': '222233334444',
  'network:vpcId': 'vpc-0a1b2c3d4e5f60718',
  'network:cidr': '10.20.0.0/16',
  'cluster:name': 'clinic',
  'cluster:context': 'arn:aws:eks:us-east-1:222233334444:cluster/clinic',
  'cluster:applicationNamespaces': '["clinic"]',
  'workers:image': 'registry.clinic.org/vigia-workers:0.1.0',
  'grafana:host': 'grafana.clinic.org',
  'grafana:pluginUrl': 'https://artifacts.clinic.org/opensearch.zip',
  'digest:to': '["platform@clinic.org"]',
  'digest:from': 'vigia@clinic.org',
  'slack:opsWebhookUrl': 'https://hooks.slack.com/services/T1/B1/opssecret',
  'slack:securityWebhookUrl': 'https://hooks.slack.com/services/T1/B2/securitysecret',
};

export const valid = {
  dev: { ...common, 'network:subnets': '{"us-east-1a":"subnet-0a1b2c3d4e5f60718"}' },
  prod: {
    ...common,
    'network:subnets':
      '{"us-east-1b":"subnet-1a1b2c3d4e5f60718","us-east-1a":"subnet-0a1b2c3d4e5f60718","us-east-1c":"subnet-2a1b2c3d4e5f60718"}',
    'grafana:database': '{"host":"grafana.db.clinic.org"}',
    'grafana:databasePassword': 'databasesecret',
    'pagerduty:token': 'pagerdutysecret',
    'pagerduty:users': '["PA1B2C3","PD4E5F6"]',
  },
} as const;

export const SECRETS = [
  'cluster:kubeconfig',
  'datadog:apiKey',
  'datadog:appKey',
  'digest:grafanaToken',
  'digest:smtpUrl',
  'grafana:databasePassword',
  'grafana:oidcClientSecret',
  'pagerduty:token',
  'pagerduty:userToken',
  'slack:opsWebhookUrl',
  'slack:securityWebhookUrl',
];

export interface ReadArgs extends ReadConfigArgs {
  readonly secretKeys?: readonly string[];
}

/** What the program reads of `values` in a stack. Keys that are undefined are not set. */
export async function read(stack: string, values: Values, { secretKeys = SECRETS, ...args }: ReadArgs = {}): Promise<Config> {
  const config = Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  let result: Config | undefined;
  await record(
    () => {
      result = readConfig(args);
    },
    { stack, config, secretKeys },
  );
  if (!result) throw new Error('The program did not run.');
  return result;
}

/** The mistakes that reading finds, as `key: sentence`, and the whole error. */
export async function mistakesOf(stack: string, values: Values, args?: ReadArgs) {
  const error = await read(stack, values, args).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !(error instanceof ConfigError)) throw error;
  return { lines: (error?.mistakes ?? []).map(({ at, message }) => `${at}: ${message}`), error };
}
