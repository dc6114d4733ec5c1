/** Wrong configurations, each with the sentences that it gets: long because it is a table. */
import { type Values, valid } from './valid.ts';

/** One wrong configuration: the stack, what differs from a right one, and every sentence about it. */
export type Row = readonly [title: string, stack: 'dev' | 'prod', changed: Values, lines: readonly string[]];

const OIDC =
  '{"authUrl":"https://id.clinic.org/a","tokenUrl":"https://id.clinic.org/t","apiUrl":"https://id.clinic.org/u","clientId":"grafana"}';
const OIDC_ALLOWED =
  'allowed is an object of authUrl, tokenUrl, apiUrl (https addresses), clientId, and optionally scopes (a list with openid) and roleAttributePath (JMESPath); such as {"authUrl":"https://id.clinic.org/authorize","tokenUrl":"https://id.clinic.org/token","apiUrl":"https://id.clinic.org/userinfo","clientId":"grafana"}.';
export const SUBNETS_ALLOWED =
  'allowed is an object of one subnet id for each availability zone; such as {"us-east-1a":"subnet-0a1b2c3d4e5f60718","us-east-1b":"subnet-1a1b2c3d4e5f60718","us-east-1c":"subnet-2a1b2c3d4e5f60718"}.';
const IMAGE_ALLOWED = 'allowed is an image with its registry and an exact tag (not latest) or a digest; such as';
const PD_USERS_ALLOWED = 'allowed is a list of PagerDuty user ids, each once; such as ["PA1B2C3","PD4E5F6"].';
const NAMESPACES_ALLOWED =
  'allowed is a list of at least one namespace, none of them the platform\'s own (vigia, vigia-agent); such as ["clinic"].';

export const wrong: readonly Row[] = [
  // Missing.
  [
    'no owner',
    'dev',
    { 'vigia:owner': undefined },
    [
      'vigia:owner: found nothing; allowed is a team or an e-mail address, of at most 256 letters, digits and _ . : / = + - @; such as platform@clinic.org.',
    ],
  ],
  [
    'no region',
    'dev',
    { 'aws:region': undefined },
    ['aws:region: found nothing; allowed is a region of the commercial partition; such as us-east-1.'],
  ],
  [
    'no VPC',
    'prod',
    { 'network:vpcId': undefined },
    ['network:vpcId: found nothing; allowed is the id of a VPC; such as vpc-0a1b2c3d4e5f60718.'],
  ],
  [
    'no webhook',
    'dev',
    { 'slack:opsWebhookUrl': undefined },
    ['slack:opsWebhookUrl: found nothing; allowed is an address under https://hooks.slack.com/services/.'],
  ],
  [
    'nobody to get the digest',
    'dev',
    { 'digest:to': undefined },
    [
      'digest:to: found nothing; allowed is a list of e-mail addresses, each once; such as ["platform@clinic.org","security@clinic.org"].',
    ],
  ],
  [
    'nobody on call where it pages',
    'prod',
    { 'pagerduty:users': undefined },
    [`pagerduty:users: found nothing; ${PD_USERS_ALLOWED}`],
  ],
  [
    'no PagerDuty token where it pages',
    'prod',
    { 'pagerduty:token': undefined },
    ['pagerduty:token: found nothing; allowed is an API token without spaces.'],
  ],
  [
    'no database for two Grafanas',
    'prod',
    { 'grafana:database': undefined, 'grafana:databasePassword': undefined },
    [
      'grafana:database: found nothing; allowed is an object of host (a DNS name), and optionally port, name and user; such as {"host":"grafana.abcdefgh.us-east-1.rds.amazonaws.com"}.',
      'grafana:databasePassword: found nothing; allowed is a password of at least 12 characters.',
    ],
  ],
  [
    'no way to the cluster',
    'dev',
    { 'cluster:context': undefined },
    ['cluster:context: found neither it nor cluster:kubeconfig; allowed is one of the two.'],
  ],
  [
    'no OpenSearch plugin',
    'dev',
    { 'grafana:pluginUrl': undefined },
    [
      'grafana:pluginUrl: found neither it nor grafana:image; the official image does not hold the OpenSearch plugin: allowed is the address of its zip file, or an image that holds it.',
    ],
  ],

  // Of another form.
  [
    'another back end',
    'dev',
    { 'vigia:backend': 'newrelic' },
    [
      'vigia:backend: found "newrelic"; allowed is open-source (OpenSearch, Prometheus, Tempo, Grafana) or datadog; such as open-source.',
    ],
  ],
  [
    'both evaluators',
    'dev',
    { 'vigia:evaluator': 'both' },
    ['vigia:evaluator: found "both"; allowed is grafana or prometheus; such as grafana.'],
  ],
  [
    'an owner with spaces',
    'dev',
    { 'vigia:owner': 'the team!' },
    [
      'vigia:owner: found "the team!"; allowed is a team or an e-mail address, of at most 256 letters, digits and _ . : / = + - @; such as platform@clinic.org.',
    ],
  ],
  [
    'a maintenance window that ends before it begins',
    'dev',
    { 'vigia:maintenance': '[{"tenant":"all","from":"2026-12-24T04:00:00Z","to":"2026-12-24T02:00:00Z"}]' },
    [
      'vigia:maintenance.0: found {"tenant":"all","from":"2026-12-24T04:00:00Z","to":"2026-…; allowed is a list of objects of tenant (an id, or all), from and to, in UTC or with an offset, to later than from; such as [{"tenant":"clinica-sur","from":"2026-12-24T02:00:00-06:00","to":"2026-12-24T04:00:00-06:00"}].',
    ],
  ],
  [
    'a maintenance window in nobody knows whose time',
    'dev',
    { 'vigia:maintenance': '[{"tenant":"all","from":"2026-12-24T02:00:00","to":"2026-12-24T04:00:00"}]' },
    [
      'vigia:maintenance.0.from: found "2026-12-24T02:00:00"; allowed is a list of objects of tenant (an id, or all), from and to, in UTC or with an offset, to later than from; such as [{"tenant":"clinica-sur","from":"2026-12-24T02:00:00-06:00","to":"2026-12-24T04:00:00-06:00"}].',
      'vigia:maintenance.0.to: found "2026-12-24T04:00:00"; allowed is a list of objects of tenant (an id, or all), from and to, in UTC or with an offset, to later than from; such as [{"tenant":"clinica-sur","from":"2026-12-24T02:00:00-06:00","to":"2026-12-24T04:00:00-06:00"}].',
    ],
  ],
  [
    'a maintenance window of nobody',
    'dev',
    { 'vigia:maintenance': '[{"from":"2026-12-24T02:00:00Z","to":"2026-12-24T04:00:00Z"}]' },
    [
      'vigia:maintenance.0.tenant: found nothing; allowed is a list of objects of tenant (an id, or all), from and to, in UTC or with an offset, to later than from; such as [{"tenant":"clinica-sur","from":"2026-12-24T02:00:00-06:00","to":"2026-12-24T04:00:00-06:00"}].',
    ],
  ],
  [
    'runbooks in clear',
    'dev',
    { 'vigia:runbookUrl': 'http://git.clinic.org/runbooks' },
    [
      'vigia:runbookUrl: found "http://git.clinic.org/runbooks"; allowed is an https address without a slash at its end; such as https://github.com/clinic/vigia/blob/main/alerts/runbooks.',
    ],
  ],
  [
    'somebody twice in the digest, by a name, and an hour and a zone that do not exist',
    'dev',
    {
      'digest:to': '["a@clinic.org","a@clinic.org"]',
      'digest:from': 'Vigía <vigia@clinic.org>',
      'digest:hour': '24',
      'digest:timeZone': 'Mexico/Centro',
    },
    [
      'digest:to: found ["a@clinic.org","a@clinic.org"]; allowed is a list of e-mail addresses, each once; such as ["platform@clinic.org","security@clinic.org"].',
      'digest:from: found "Vigía <vigia@clinic.org>"; allowed is an e-mail address; such as vigia@clinic.org.',
      'digest:hour: found "24"; allowed is a whole number from 0 to 23; such as 7.',
      'digest:timeZone: found "Mexico/Centro"; allowed is an IANA time zone; such as America/Mexico_City.',
    ],
  ],
  [
    'a mail server without its protocol',
    'dev',
    { 'digest:smtpUrl': 'user:password@mail.clinic.org:465' },
    [
      'digest:smtpUrl: found a value of another form (hidden); allowed is an smtps or smtp address, such as smtps://user:password@host:465.',
    ],
  ],
  [
    'a user of the mail server without a password',
    'dev',
    { 'digest:smtpUrl': 'smtps://user@mail.clinic.org:465' },
    [
      'digest:smtpUrl: found a value of another form (hidden); allowed is an smtps or smtp address, such as smtps://user:password@host:465.',
    ],
  ],
  [
    'a token by hand where the stack makes one',
    'dev',
    { 'digest:grafanaToken': 'token' },
    [
      'digest:grafanaToken: is set, but the stack makes a token itself (grafana:delivery is api). Run: pulumi config rm --stack dev digest:grafanaToken',
    ],
  ],
  [
    'a token of Grafana where Prometheus evaluates',
    'dev',
    { 'digest:grafanaToken': 'token', 'grafana:delivery': 'files', 'vigia:evaluator': 'prometheus' },
    ['digest:grafanaToken: is set, but Prometheus evaluates the alerts. Run: pulumi config rm --stack dev digest:grafanaToken'],
  ],
  [
    'an account id that lost its zero',
    'dev',
    { 'aws:accountId': '22233334444', 'cluster:context': 'clinic' },
    ['aws:accountId: found "22233334444"; allowed is an account id of twelve digits, in quotes in a file; such as 222233334444.'],
  ],
  [
    'a region of another partition',
    'dev',
    { 'aws:region': 'us-gov-west-1' },
    ['aws:region: found "us-gov-west-1"; allowed is a region of the commercial partition; such as us-east-1.'],
  ],
  [
    'a zone as the region',
    'dev',
    { 'aws:region': 'us-east-1a' },
    ['aws:region: found "us-east-1a"; allowed is a region of the commercial partition; such as us-east-1.'],
  ],
  [
    'a name for a VPC',
    'dev',
    { 'network:vpcId': 'main' },
    ['network:vpcId: found "main"; allowed is the id of a VPC; such as vpc-0a1b2c3d4e5f60718.'],
  ],
  [
    'a network of everything',
    'dev',
    { 'network:cidr': '0.0.0.0/0' },
    ['network:cidr: found "0.0.0.0/0"; allowed is an IPv4 range of 16 to 28 bits, as VPCs have; such as 10.20.0.0/16.'],
  ],
  [
    'subnets as a list',
    'dev',
    { 'network:subnets': '["subnet-0a1b2c3d4e5f60718"]' },
    [`network:subnets: found ["subnet-0a1b2c3d4e5f60718"]; ${SUBNETS_ALLOWED}`],
  ],
  [
    'a subnet that is none',
    'dev',
    { 'network:subnets': '{"us-east-1a":"vpc-0a1b2c3d4e5f60718"}' },
    [`network:subnets.us-east-1a: found "vpc-0a1b2c3d4e5f60718"; ${SUBNETS_ALLOWED}`],
  ],
  [
    'a zone that is none',
    'dev',
    { 'network:subnets': '{"first":"subnet-0a1b2c3d4e5f60718"}' },
    [`network:subnets: found a member "first"; ${SUBNETS_ALLOWED}`],
  ],
  [
    'a text for a number',
    'prod',
    { 'archive:retentionDays': 'six years' },
    [
      'archive:retentionDays: found "six years"; allowed is a whole number of days: 365 to 36500 in prod, 1 to 30 in dev; such as 2192.',
    ],
  ],
  [
    'an image by latest',
    'dev',
    { 'workers:image': 'registry.clinic.org/vigia-workers:latest' },
    [
      `workers:image: found "registry.clinic.org/vigia-workers:latest"; ${IMAGE_ALLOWED} 222233334444.dkr.ecr.us-east-1.amazonaws.com/vigia-workers:0.1.0.`,
    ],
  ],
  [
    'an image without a tag',
    'dev',
    { 'grafana:image': 'registry.clinic.org/grafana' },
    [
      `grafana:image: found "registry.clinic.org/grafana"; ${IMAGE_ALLOWED} 222233334444.dkr.ecr.us-east-1.amazonaws.com/grafana-opensearch:12.4.10.`,
    ],
  ],
  [
    'a namespace for a list of them',
    'dev',
    { 'cluster:applicationNamespaces': 'clinic' },
    [`cluster:applicationNamespaces: found "clinic"; ${NAMESPACES_ALLOWED}`],
  ],
  [
    'no namespace',
    'dev',
    { 'cluster:applicationNamespaces': '[]' },
    [`cluster:applicationNamespaces: found []; ${NAMESPACES_ALLOWED}`],
  ],
  [
    'the platform as its own application',
    'dev',
    { 'cluster:applicationNamespaces': '["clinic","vigia"]' },
    [`cluster:applicationNamespaces.1: found "vigia"; ${NAMESPACES_ALLOWED}`],
  ],
  [
    'capitals in a StorageClass',
    'dev',
    { 'cluster:storageClass': 'GP3' },
    ['cluster:storageClass: found "GP3"; allowed is the name of a StorageClass; such as gp3.'],
  ],
  [
    'samples for a month',
    'prod',
    { 'metrics:retention': '30d' },
    ['metrics:retention: found "30d"; allowed is a whole number and d, w or h: 35 days to 400 days; such as 90d.'],
  ],
  [
    'a retention without unit',
    'prod',
    { 'metrics:retention': '90' },
    ['metrics:retention: found "90"; allowed is a whole number and d, w or h: 35 days to 400 days; such as 90d.'],
  ],
  [
    'storage in bytes of ten',
    'prod',
    { 'metrics:storage': '200GB' },
    ['metrics:storage: found "200GB"; allowed is a whole number of Gi, from 1Gi to 16384Gi; such as 200Gi.'],
  ],
  [
    'yes for true',
    'prod',
    { 'metrics:remoteWrite': 'yes' },
    ['metrics:remoteWrite: found "yes"; allowed is true or false; such as true.'],
  ],
  [
    'traces for an hour',
    'dev',
    { 'traces:retention': '1h' },
    ['traces:retention: found "1h"; allowed is a whole number and d, w or h: 1 day to 365 days; such as 30d.'],
  ],
  [
    'one warm node',
    'prod',
    { 'logs:warmNodes': '1' },
    ['logs:warmNodes: found "1"; allowed is 0, or a whole number from 2 to 150; such as 2.'],
  ],
  [
    'a host with its scheme',
    'dev',
    { 'grafana:host': 'https://grafana.clinic.org' },
    ['grafana:host: found "https://grafana.clinic.org"; allowed is a DNS name; such as grafana.clinic.org.'],
  ],
  [
    'Grafana reached in clear',
    'dev',
    { 'grafana:url': 'http://10.0.0.1:3000' },
    [
      'grafana:url: found "http://10.0.0.1:3000"; allowed is an https address without a slash at its end; such as https://grafana.internal.clinic.org.',
    ],
  ],
  [
    'delivery by pigeon',
    'dev',
    { 'grafana:delivery': 'pigeon' },
    ['grafana:delivery: found "pigeon"; allowed is api or files; such as files.'],
  ],
  [
    'half a sign-in',
    'dev',
    { 'grafana:oidc': '{"clientId":"grafana"}', 'grafana:oidcClientSecret': 'oidcsecret' },
    [
      `grafana:oidc.authUrl: found nothing; ${OIDC_ALLOWED}`,
      `grafana:oidc.tokenUrl: found nothing; ${OIDC_ALLOWED}`,
      `grafana:oidc.apiUrl: found nothing; ${OIDC_ALLOWED}`,
    ],
  ],
  [
    'an unknown member',
    'prod',
    { 'grafana:database': '{"host":"db.clinic.org","pasword":"x"}' },
    [
      'grafana:database: found a member "pasword"; allowed is an object of host (a DNS name), and optionally port, name and user; such as {"host":"grafana.abcdefgh.us-east-1.rds.amazonaws.com"}.',
    ],
  ],
  [
    'a channel without its sign',
    'dev',
    { 'slack:opsChannel': 'ops' },
    ['slack:opsChannel: found "ops"; allowed is the name of a Slack channel, with # and in quotes in a file; such as #ops.'],
  ],
  [
    'a webhook of somebody else',
    'dev',
    { 'slack:opsWebhookUrl': 'https://attacker.example.org/services/T1' },
    ['slack:opsWebhookUrl: found a value of another form (hidden); allowed is an address under https://hooks.slack.com/services/.'],
  ],
  [
    'e-mail addresses for user ids',
    'prod',
    { 'pagerduty:users': '["ana@clinic.org"]' },
    [`pagerduty:users.0: found "ana@clinic.org"; ${PD_USERS_ALLOWED}`],
  ],
  [
    'somebody on call twice',
    'prod',
    { 'pagerduty:users': '["PA1B2C3","PA1B2C3"]' },
    [`pagerduty:users: found ["PA1B2C3","PA1B2C3"]; ${PD_USERS_ALLOWED}`],
  ],
  [
    'an offset for a time zone',
    'prod',
    { 'pagerduty:timeZone': 'GMT-6' },
    ['pagerduty:timeZone: found "GMT-6"; allowed is an IANA time zone; such as America/Mexico_City.'],
  ],
  [
    'a time zone that is none',
    'prod',
    { 'pagerduty:timeZone': 'America/Atlantis' },
    ['pagerduty:timeZone: found "America/Atlantis"; allowed is an IANA time zone; such as America/Mexico_City.'],
  ],
  [
    'a short password',
    'prod',
    { 'grafana:databasePassword': 'short' },
    ['grafana:databasePassword: found a value of another form (hidden); allowed is a password of at least 12 characters.'],
  ],

  // Contradictions.
  [
    'Datadog without its keys',
    'dev',
    { 'vigia:backend': 'datadog' },
    [
      'datadog:apiKey: found nothing; allowed is an API key without spaces.',
      'datadog:appKey: found nothing; allowed is an application key without spaces.',
    ],
  ],
  [
    'an evaluator for Datadog',
    'dev',
    { 'vigia:backend': 'datadog', 'datadog:apiKey': 'k', 'datadog:appKey': 'k', 'vigia:evaluator': 'grafana' },
    [
      'vigia:evaluator: is set, but Datadog evaluates its own monitors (vigia:backend is datadog). Run: pulumi config rm --stack dev vigia:evaluator',
    ],
  ],
  [
    'a database where there is no Grafana',
    'prod',
    { 'vigia:backend': 'datadog', 'datadog:apiKey': 'k', 'datadog:appKey': 'k', 'grafana:databasePassword': undefined },
    [
      'grafana:database: is set, but there is no Grafana with vigia:backend datadog. Run: pulumi config rm --stack prod grafana:database',
    ],
  ],
  [
    'prod in one zone',
    'prod',
    { 'network:subnets': '{"us-east-1a":"subnet-0a1b2c3d4e5f60718"}' },
    ['network:subnets: found subnets in us-east-1a; prod puts the log store into 3 zones: give one private subnet in each of 3.'],
  ],
  [
    'prod without zones',
    'prod',
    { 'network:subnets': '{}' },
    ['network:subnets: found no zone; prod puts the log store into 3 zones: give one private subnet in each of 3.'],
  ],
  [
    'dev in three zones',
    'dev',
    { 'network:subnets': valid.prod['network:subnets'] },
    [
      'network:subnets: found subnets in us-east-1a, us-east-1b, us-east-1c; dev puts the log store into one zone: give the subnet of one.',
    ],
  ],
  [
    'a zone of another region',
    'dev',
    { 'network:subnets': '{"eu-west-1a":"subnet-0a1b2c3d4e5f60718"}' },
    ['network:subnets.eu-west-1a: found a zone of another region than aws:region, us-east-1.'],
  ],
  [
    'the archive for less than a year',
    'prod',
    { 'archive:retentionDays': '364' },
    ['archive:retentionDays: found 364; allowed is 365 to 36500 in prod, whose Object Lock is in compliance mode.'],
  ],
  [
    'an archive that dev could not be destroyed with',
    'dev',
    { 'archive:retentionDays': '31' },
    ['archive:retentionDays: found 31; allowed is 1 to 30 in dev, whose Object Lock is in governance mode.'],
  ],
  [
    'warm nodes without dedicated masters',
    'dev',
    { 'logs:warmNodes': '2' },
    ['logs:warmNodes: found 2, but UltraWarm needs dedicated masters, which dev has not; allowed is 0 here.'],
  ],
  [
    'two ways to the cluster',
    'dev',
    { 'cluster:kubeconfig': 'kind: Config' },
    ['cluster:context: found it beside cluster:kubeconfig; allowed is one of the two. Remove the other.'],
  ],
  [
    'the context of another cluster',
    'prod',
    { 'cluster:context': 'arn:aws:eks:us-east-1:999988887777:cluster/clinic-dev' },
    [
      'cluster:context: found a context of 999988887777, while aws:accountId is 222233334444; allowed is a context of the same cluster.',
      'cluster:context: found a context of clinic-dev, while cluster:name is clinic; allowed is a context of the same cluster.',
    ],
  ],
  [
    'ingress in the platform itself',
    'dev',
    { 'cluster:ingressNamespace': 'vigia' },
    [
      "cluster:ingressNamespace: found vigia, which is the platform's own; allowed is the namespace of the ingress controller, such as ingress-nginx.",
    ],
  ],
  [
    'a pager in dev',
    'dev',
    { 'pagerduty:users': '["PA1B2C3"]' },
    ['pagerduty:users: is set, but dev pages nobody. Run: pulumi config rm --stack dev pagerduty:users'],
  ],
  [
    'a database in dev',
    'dev',
    { 'grafana:database': '{"host":"db.clinic.org"}' },
    ["grafana:database: is set, but dev keeps Grafana's state on a volume. Run: pulumi config rm --stack dev grafana:database"],
  ],
  [
    'sign-in without the secret',
    'dev',
    { 'grafana:oidc': OIDC },
    ['grafana:oidcClientSecret: found nothing; allowed is a client secret of at least 8 characters.'],
  ],
  [
    'a secret without the sign-in',
    'dev',
    { 'grafana:oidcClientSecret': 'oidcsecret' },
    [
      'grafana:oidcClientSecret: is set, but only grafana:oidc uses it, and that is not set. Run: pulumi config rm --stack dev grafana:oidcClientSecret',
    ],
  ],
  [
    "Slack in PagerDuty without a user's token",
    'prod',
    { 'pagerduty:slack': '{"workspaceId":"T0A1B2C3D","channelId":"C0A1B2C3D"}' },
    ['pagerduty:userToken: found nothing; allowed is a user token without spaces.'],
  ],

  // Keys that are none.
  [
    'a misspelt key',
    'dev',
    { 'metrics:retension': '90d' },
    ['metrics:retension: is not a key of this stack. Did you mean metrics:retention?'],
  ],
  [
    'a key that nobody reads',
    'dev',
    { 'aws:profile': 'clinic' },
    ['aws:profile: is not a key of this stack. docs/configuration.md lists the keys.'],
  ],
];
