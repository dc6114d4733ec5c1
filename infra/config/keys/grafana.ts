/** Keys of Grafana. */
import { z } from 'zod';
import { key, where } from '../key.ts';
import { HOST, httpsUrl, IMAGE, isHttpsUrl, json, KUBERNETES_NAME, oneOf, text } from '../kinds.ts';

const address = z.string().refine(isHttpsUrl);

export const grafanaKeys = {
  'grafana:host': key({
    description: "The host of Grafana's ingress.",
    allowed: 'a DNS name',
    example: 'grafana.clinic.org',
    kind: text(HOST),
    where: where.openSource,
    required: true,
    placeholder: 'grafana.example.com',
  }),
  'grafana:url': key({
    description: "Where the deployer reaches Grafana's API, if not at its host.",
    allowed: 'an https address without a slash at its end',
    example: 'https://grafana.internal.clinic.org',
    kind: httpsUrl,
    where: where.openSource,
    byDefault: '`https://` and `grafana:host`',
  }),
  'grafana:delivery': key({
    description:
      'How dashboards, data sources and alerting get into Grafana: over its API, or as provisioning files where the deployer cannot reach it.',
    allowed: 'api or files',
    example: 'files',
    kind: oneOf(['api', 'files']),
    where: where.openSource,
    byDefault: '`api`',
  }),
  'grafana:ingressClass': key({
    description: "The IngressClass of Grafana's ingress.",
    allowed: 'the name of an IngressClass',
    example: 'nginx',
    kind: text(KUBERNETES_NAME),
    where: where.openSource,
    byDefault: '`nginx`',
  }),
  'grafana:tlsSecretName': key({
    description: "The Secret with the certificate of Grafana's host, in the namespace `vigia`. cert-manager or you make it.",
    allowed: 'the name of a Secret',
    example: 'grafana-tls',
    kind: text(KUBERNETES_NAME),
    where: where.openSource,
    byDefault: '`grafana-tls`',
  }),
  'grafana:image': key({
    description:
      'An image of Grafana that holds the OpenSearch data source plugin, in the place of the official one with grafana:pluginUrl.',
    allowed: 'an image with its registry and an exact tag (not latest) or a digest',
    example: '222233334444.dkr.ecr.us-east-1.amazonaws.com/grafana-opensearch:12.4.10',
    kind: text(IMAGE),
    where: where.openSource,
  }),
  'grafana:pluginUrl': key({
    description:
      'Where pods get the OpenSearch data source plugin from at their start: the zip file of the release, in a place of yours.',
    allowed: 'the https address of a zip file',
    example: 'https://artifacts.clinic.org/grafana-opensearch-datasource-2.34.3.zip',
    kind: text(/^https:\/\/[^\s?#@]+\.zip$/),
    where: where.openSource,
    placeholder: 'https://artifacts.example.com/grafana-opensearch-datasource-2.34.3.zip',
  }),
  'grafana:oidc': key({
    description:
      'Sign-in through an OpenID Connect provider. `scopes` are openid, profile and email by default; without `roleAttributePath` everybody is a viewer.',
    allowed:
      'an object of authUrl, tokenUrl, apiUrl (https addresses), clientId, and optionally scopes (a list with openid) and roleAttributePath (JMESPath)',
    example:
      '{"authUrl":"https://id.clinic.org/authorize","tokenUrl":"https://id.clinic.org/token","apiUrl":"https://id.clinic.org/userinfo","clientId":"grafana"}',
    kind: json(
      z.strictObject({
        authUrl: address,
        tokenUrl: address,
        apiUrl: address,
        clientId: z.string().min(1),
        scopes: z
          .array(z.string().regex(/^\S+$/))
          .refine((scopes) => scopes.includes('openid'))
          .default(['openid', 'profile', 'email']),
        roleAttributePath: z.string().min(1).optional(),
      }),
    ),
    where: where.openSource,
  }),
  'grafana:oidcClientSecret': key({
    description: 'The secret of the client in `grafana:oidc`.',
    allowed: 'a client secret of at least 8 characters',
    example: 'client-secret',
    kind: text(/^.{8,}$/),
    where: where.oidc,
    required: true,
    secret: true,
  }),
  'grafana:database': key({
    description:
      "The PostgreSQL database of Grafana's state, which its replicas share. `port` is 5432, `name` and `user` are grafana by default.",
    allowed: 'an object of host (a DNS name), and optionally port, name and user',
    example: '{"host":"grafana.abcdefgh.us-east-1.rds.amazonaws.com"}',
    kind: json(
      z.strictObject({
        host: z.string().regex(HOST),
        port: z.int().min(1).max(65_535).default(5432),
        name: z
          .string()
          .regex(/^[a-z_][a-z0-9_]{0,62}$/)
          .default('grafana'),
        user: z
          .string()
          .regex(/^[a-z_][a-z0-9_]{0,62}$/)
          .default('grafana'),
      }),
    ),
    where: where.database,
    required: true,
    placeholder: '{"host":"grafana-database.example.com"}',
  }),
  'grafana:databasePassword': key({
    description: 'The password of the user in `grafana:database`.',
    allowed: 'a password of at least 12 characters',
    example: 'database-password',
    kind: text(/^.{12,}$/),
    where: where.database,
    required: true,
    secret: true,
  }),
};
