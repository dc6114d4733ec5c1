/** The connection to OpenSearch: its settings, and the official client made from them. */
import { readFileSync } from 'node:fs';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Client, type ClientOptions } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { z } from 'zod';
import type { Environment, Setting, SettingValues } from '../settings.ts';

/** Shorter than the 30 s after which a Collector gives an export up, so that it gets an answer. */
const REQUEST_TIMEOUT_MS = 20_000;

const optionalText = z.string().optional();

export const connectionSettings = {
  OPENSEARCH_URL: {
    schema: z.string().refine(isServerUrl),
    description: 'Where OpenSearch is.',
    allowed: 'an http or https address with neither path nor user name',
    example: 'https://opensearch.internal:9200',
  } satisfies Setting<string>,
  OPENSEARCH_CA_FILE: {
    schema: optionalText.refine((path) => path === undefined || isReadable(path)),
    description: 'Certificates of the authority that signed the certificate of OpenSearch, where it is no public one.',
    allowed: 'the path of a readable PEM file',
    example: '/etc/opensearch/ca.pem',
  } satisfies Setting<string | undefined>,
  OPENSEARCH_AUTH: {
    schema: z.enum(['none', 'basic', 'sigv4']).default('none'),
    description: 'How requests are authenticated.',
    allowed: 'one of none, basic, sigv4',
    example: 'sigv4',
  } satisfies Setting<'none' | 'basic' | 'sigv4'>,
  OPENSEARCH_USERNAME: {
    schema: optionalText,
    description: 'User name, for OPENSEARCH_AUTH=basic.',
    allowed: 'a user name where OPENSEARCH_AUTH is basic',
    example: 'log-writer',
  } satisfies Setting<string | undefined>,
  OPENSEARCH_PASSWORD: {
    schema: optionalText,
    description: 'Password, for OPENSEARCH_AUTH=basic.',
    allowed: 'a password where OPENSEARCH_AUTH is basic',
    example: 'one from the secret store',
    secret: true,
  } satisfies Setting<string | undefined>,
  AWS_REGION: {
    schema: optionalText.refine((region) => region === undefined || /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)),
    description:
      "Region of the domain, for OPENSEARCH_AUTH=sigv4. Credentials come from AWS's usual chain, EKS Pod Identity included.",
    allowed: 'an AWS region where OPENSEARCH_AUTH is sigv4',
    example: 'us-east-1',
  } satisfies Setting<string | undefined>,
};

/** Names that the chosen way to authenticate makes necessary. */
export function requiredByAuth(env: Environment): (keyof typeof connectionSettings)[] {
  if (env.OPENSEARCH_AUTH === 'basic') return ['OPENSEARCH_USERNAME', 'OPENSEARCH_PASSWORD'];
  return env.OPENSEARCH_AUTH === 'sigv4' ? ['AWS_REGION'] : [];
}

/** A client that never retries by itself: whoever calls knows better when to come back. */
export function connect(settings: SettingValues<typeof connectionSettings>): Client {
  return new Client({
    node: settings.OPENSEARCH_URL,
    maxRetries: 0,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ...(settings.OPENSEARCH_CA_FILE ? { ssl: { ca: readFileSync(settings.OPENSEARCH_CA_FILE) } } : {}),
    ...authentication(settings),
  });
}

function authentication(settings: SettingValues<typeof connectionSettings>): ClientOptions {
  const { OPENSEARCH_USERNAME: username = '', OPENSEARCH_PASSWORD: password = '', AWS_REGION: region = '' } = settings;
  if (settings.OPENSEARCH_AUTH === 'basic') return { auth: { username, password } };
  if (settings.OPENSEARCH_AUTH === 'sigv4') return AwsSigv4Signer({ region, service: 'es', getCredentials: defaultProvider() });
  return {};
}

function isServerUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && `${username}${password}${search}` === '' && pathname === '/';
}

function isReadable(path: string): boolean {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
}
