import * as aws from '@pulumi/aws';
import * as datadog from '@pulumi/datadog';
import * as random from '@pulumi/random';
import { describe, expect, it } from 'vitest';
import { channelSecretsOf } from '../../../infra/channels.ts';
import { DatadogBackend, type DatadogBackendArgs } from '../../../infra/components/datadog-backend.ts';
import { handleOf } from '../../../infra/datadog/channels.ts';
import { type DatadogContent, datadogContent } from '../../../infra/datadog/content.ts';
import { SCANNER_RULES } from '../../../infra/datadog/scanner.ts';
import { datadogTags } from '../../../infra/datadog/tags.ts';
import { environments } from '../../../infra/environment.ts';
import { tagsOf } from '../../../infra/tags.ts';
import { type Recorded, record } from '../../../preview/record.ts';

const WEBHOOKS = { ops: 'https://hooks.slack.com/services/ops', security: 'https://hooks.slack.com/services/security' };
const KEYS = { platform: 'key-platform', billing: 'key-billing', security: 'key-security' };

const argsFor = (stack: 'dev' | 'prod'): DatadogBackendArgs => ({
  environment: environments[stack],
  accountId: '111122223333',
  region: 'eu-west-1',
  site: 'datadoghq.eu',
  archive: {
    bucket: `vigia-${stack}-audit-111122223333`,
    keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/archive',
  },
  channelSecrets: channelSecretsOf(WEBHOOKS, stack === 'prod' ? KEYS : undefined),
  content: { monitors: [], objectives: [], dashboards: [] },
  tags: tagsOf(environments[stack], 'Platform team'),
});

async function plan(stack: 'dev' | 'prod', change: Partial<DatadogBackendArgs> = {}): Promise<readonly Recorded[]> {
  return await record(
    () => {
      const providers = {
        aws: new aws.Provider('aws', { region: 'eu-west-1' }),
        datadog: new datadog.Provider('datadog', { validate: 'false' }),
        random: new random.Provider('random'),
      };
      new DatadogBackend('datadog', { ...argsFor(stack), ...change }, { providers });
    },
    { stack },
  );
}

const named = (resources: readonly Recorded[], name: string) => resources.find((resource) => resource.name === name);
const own = (resources: readonly Recorded[]) => resources.filter(({ parent }) => parent?.endsWith('DatadogBackend::datadog'));

const CONTENT: DatadogContent = {
  monitors: [
    {
      name: 'CrossTenantAccess',
      alert: 'CrossTenantAccess',
      severity: 'critical',
      team: 'security',
      symptom: 'isolation',
      query: 'sum(last_5m):sum:cross_tenant.access{env:prod} by {env,tenant}.as_count() > 0',
      above: 0,
      fullWindow: false,
      computed: false,
      maintained: false,
      message: "A request touched another clinic's data.",
    },
    {
      name: 'ApiAvailabilityBudgetTicket-1d',
      alert: 'ApiAvailabilityBudgetTicket',
      severity: 'warning',
      team: 'platform',
      symptom: 'availability',
      query:
        'sum(last_1d):sum:bad{env:prod} by {env,tenant}.as_count() - (sum:all{env:prod} by {env,tenant}.as_count() * 0.015) > 2.5',
      above: 2.5,
      notifyBy: ['env'],
      fullWindow: true,
      computed: true,
      maintained: true,
      message: 'The budget burns.',
    },
  ],
  objectives: [
    {
      name: 'webhook-success',
      title: 'Webhook success',
      description: 'Stripe webhook deliveries processed without an error.',
      good: 'sum:stripe.webhook.deliveries{env:prod,!outcome:failure}.as_count()',
      total: 'sum:stripe.webhook.deliveries{env:prod}.as_count()',
      objective: 0.99,
      period: '7d',
    },
    {
      name: 'api-availability',
      title: 'API availability',
      description: 'Requests answered with anything but a 5xx status.',
      good: 'good',
      total: 'total',
      objective: 0.995,
      period: '30d',
    },
  ],
  dashboards: [{ name: 'operations', json: '{"title":"Operations"}' }],
};

describe('the Datadog back end', () => {
  it('is an index, an archive with its role, a pipeline, a scanner and two webhooks in dev', async () => {
    const resources = own(await plan('dev'));
    expect(resources.map(({ type, name }) => `${type.split(':').at(-1)} ${name}`)).toEqual([
      'Role datadog-role',
      'RolePolicy datadog-policy',
      'IntegrationAccount datadog-account',
      'IntegrationExternalId datadog-external-id',
      'LogsArchive datadog-archive',
      'LogsCustomPipeline datadog-pipeline',
      'LogsIndex datadog-index',
      'SensitiveDataScannerGroup datadog-scanner',
      'SensitiveDataScannerRule datadog-scanner-card',
      'SensitiveDataScannerRule datadog-scanner-email',
      'SensitiveDataScannerRule datadog-scanner-phone',
      'Webhook datadog-slack-ops',
      'Webhook datadog-slack-security',
      'RandomId datadog-index-suffix',
    ]);
    for (const { type, provider } of resources) expect(provider).toMatch(new RegExp(`::${type.split(':')[0]}$`));
  });

  it('pages by team in prod and not at all in dev', async () => {
    const type = 'datadog:pagerduty/serviceObject:ServiceObject';
    expect((await plan('dev')).filter((resource) => resource.type === type)).toEqual([]);
    expect((await plan('prod')).filter((resource) => resource.type === type).map(({ inputs, clear }) => [inputs, clear])).toEqual(
      ['billing', 'platform', 'security'].map((team) => [
        { serviceName: `vigia-prod-pagerduty-${team}`, serviceKey: '[secret]' },
        { serviceName: `vigia-prod-pagerduty-${team}`, serviceKey: `key-${team}` },
      ]),
    );
  });

  it('refuses to page without keys', async () => {
    const without = { ...argsFor('prod'), channelSecrets: channelSecretsOf(WEBHOOKS) };
    const program = () => {
      const providers = {
        aws: new aws.Provider('aws', { region: 'eu-west-1' }),
        datadog: new datadog.Provider('datadog', { validate: 'false' }),
        random: new random.Provider('random'),
      };
      new DatadogBackend('datadog', without, { providers });
    };
    await expect(record(program, { stack: 'prod' })).rejects.toThrow(
      'Alerts go to channels that have no secret: give channelSecrets one for pagerduty-platform (a PagerDuty integration key), pagerduty-billing (a PagerDuty integration key), pagerduty-security (a PagerDuty integration key).',
    );
  });

  it('keeps prod records for more than a year, and protects and retains their index', async () => {
    const index = named(await plan('prod'), 'datadog-index');
    expect(index).toMatchObject({ protect: true, retainOnDelete: true });
    expect(index?.inputs).toEqual({
      name: 'vigia-prod-1a2b',
      filters: [{ query: 'env:prod' }],
      retentionDays: 30,
      flexRetentionDays: 450,
      disableDailyLimit: true,
      tags: ['env:prod', 'managed_by:pulumi', 'owner:platform_team', 'project:vigia'],
    });
  });

  it('keeps dev records for a week, unprotected', async () => {
    const index = named(await plan('dev'), 'datadog-index');
    expect(index).toMatchObject({ protect: false, retainOnDelete: false });
    expect(index?.inputs).toMatchObject({ retentionDays: 7 });
    expect(index?.inputs).not.toHaveProperty('flexRetentionDays');
  });

  it('archives audit records and no log lines, encrypted by the default of the bucket', async () => {
    expect(named(await plan('prod'), 'datadog-archive')?.inputs).toEqual({
      name: 'vigia-prod-audit',
      query: 'env:prod @stream:*',
      s3Archive: {
        bucket: 'vigia-prod-audit-111122223333',
        path: 'datadog/audit',
        accountId: '111122223333',
        roleName: 'vigia-prod-datadog',
        encryptionType: 'NO_OVERRIDE',
      },
      includeTags: true,
    });
  });

  it('writes to the archive only when Datadog knows the account and the role may', async () => {
    expect(named(await plan('prod'), 'datadog-archive')?.dependencies).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/IntegrationAccount::datadog-account$/),
        expect.stringMatching(/RolePolicy::datadog-policy$/),
      ]),
    );
  });

  it("lets in the account of the organisation's site with our external id, and nobody else", async () => {
    const trust = (resources: readonly Recorded[]) => JSON.parse(String(named(resources, 'datadog-role')?.inputs.assumeRolePolicy));
    expect(trust(await plan('prod'))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DatadogWithOurExternalId',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::464622532012:root' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'datadog-external-id-id' } },
        },
      ],
    });
    expect(trust(await plan('prod', { site: 'ap1.datadoghq.com' })).Statement[0].Principal).toEqual({
      AWS: 'arn:aws:iam::417141415827:root',
    });
  });

  it('lets Datadog write and read its own path of the archive, through S3, and nothing else', async () => {
    expect(JSON.parse(String(named(await plan('prod'), 'datadog-policy')?.inputs.policy)).Statement).toEqual([
      {
        Sid: 'WriteAndRehydrate',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: 'arn:aws:s3:::vigia-prod-audit-111122223333/datadog/audit/*',
      },
      {
        Sid: 'FindWhatToRehydrate',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::vigia-prod-audit-111122223333',
      },
      {
        Sid: 'UseTheArchiveKey',
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: 'arn:aws:kms:eu-west-1:111122223333:key/archive',
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      },
    ]);
  });

  it('collects nothing else from the AWS account', async () => {
    expect(named(await plan('prod'), 'datadog-account')?.inputs).toEqual({
      awsAccountId: '111122223333',
      awsPartition: 'aws',
      accountTags: ['env:prod', 'managed_by:pulumi', 'owner:platform_team', 'project:vigia'],
      authConfig: { awsAuthConfigRole: { externalId: 'datadog-external-id-id', roleName: 'vigia-prod-datadog' } },
      awsRegions: { includeOnlies: ['eu-west-1'] },
      logsConfig: { lambdaForwarder: { lambdas: [], sources: [] } },
      metricsConfig: { enabled: false, automuteEnabled: false, namespaceFilters: {} },
      resourcesConfig: { extendedCollection: false, cloudSecurityPostureManagementCollection: false },
      tracesConfig: { xrayServices: { includeOnlies: [] } },
    });
  });

  it('takes severity from `level`, not from our `status`, and ties a record to its time, service, trace and tenant', async () => {
    const processors = named(await plan('prod'), 'datadog-pipeline')?.inputs.processors;
    const steps = (processors as Record<string, { sources: string[]; target?: string; targetType?: string }>[]).flatMap((step) =>
      Object.entries(step).map(([kind, { sources, target, targetType }]) => [
        kind,
        ...sources,
        ...(target ? [`${targetType} ${target}`] : []),
      ]),
    );
    expect(steps).toEqual([
      ['dateRemapper', 'timestamp'],
      ['statusRemapper', 'level'],
      ['messageRemapper', 'event'],
      ['serviceRemapper', 'service.name'],
      ['traceIdRemapper', 'traceId'],
      ['spanIdRemapper', 'spanId'],
      ['attributeRemapper', 'tenantId', 'tag tenant'],
    ]);
  });

  it('scans logs and spans of its environment and replaces what it finds', async () => {
    const resources = await plan('prod');
    expect(named(resources, 'datadog-scanner')?.inputs).toMatchObject({
      filter: { query: 'env:prod' },
      isEnabled: true,
      productLists: ['logs', 'apm'],
    });
    expect(named(resources, 'datadog-scanner-email')?.inputs).toMatchObject({
      name: 'vigia-prod email',
      groupId: 'datadog-scanner-id',
      isEnabled: true,
      textReplacement: { type: 'replacement_string', replacementString: '[redacted]' },
      tags: ['sensitive_data:email'],
    });
  });

  it('posts to Slack by secret addresses', async () => {
    const webhook = named(await plan('prod'), 'datadog-slack-security');
    expect(webhook?.inputs).toEqual({
      name: 'vigia-prod-slack-security',
      url: '[secret]',
      encodeAs: 'json',
      payload: '{"text":"*$EVENT_TITLE*\\n$TEXT_ONLY_MSG\\n<$LINK|Datadog>"}',
    });
    expect(webhook?.clear.url).toBe('https://hooks.slack.com/services/security');
  });

  it('has no monitors, objectives or dashboards without content', async () => {
    const types = (await plan('prod')).map(({ type }) => type);
    expect(types.filter((type) => /monitor|serviceLevelObjective|dashboard/i.test(type))).toEqual([]);
  });

  it('makes a monitor that tells whom the routing table says, once the channel exists', async () => {
    const monitor = named(await plan('prod', { content: CONTENT }), 'datadog-monitor-CrossTenantAccess');
    expect(monitor?.inputs).toEqual({
      name: 'CrossTenantAccess (prod)',
      type: 'query alert',
      query: 'sum(last_5m):sum:cross_tenant.access{env:prod} by {env,tenant}.as_count() > 0',
      message: "A request touched another clinic's data.\n\n@pagerduty-vigia-prod-pagerduty-security",
      monitorThresholds: { critical: '0' },
      priority: '1',
      requireFullWindow: false,
      onMissingData: 'resolve',
      newGroupDelay: 0,
      includeTags: true,
      tags: [
        'env:prod',
        'managed_by:pulumi',
        'owner:platform_team',
        'project:vigia',
        'severity:critical',
        'team:security',
        'symptom:isolation',
      ],
    });
    expect(monitor?.dependencies).toEqual(
      expect.arrayContaining([expect.stringMatching(/ServiceObject::datadog-pagerduty-security$/)]),
    );
  });

  it('groups notifications, waits for the last series and marks what maintenance silences, where the monitor says so', async () => {
    const monitor = named(await plan('prod', { content: CONTENT }), 'datadog-monitor-ApiAvailabilityBudgetTicket-1d');
    expect(monitor?.inputs).toMatchObject({
      name: 'ApiAvailabilityBudgetTicket-1d (prod)',
      message: 'The budget burns.\n\n@webhook-vigia-prod-slack-ops',
      monitorThresholds: { critical: '2.5' },
      priority: '3',
      notifyBies: ['env'],
      requireFullWindow: true,
      evaluationDelay: 60,
      tags: expect.arrayContaining(['env:prod', 'project:vigia', 'symptom:availability', 'maintenance:silenced']),
    });
  });

  it('never pages from dev, whatever the alert', async () => {
    const environment = environments.dev;
    const content = datadogContent({ environment, runbookUrl: 'https://git.example.com/runbooks' });
    const monitors = (await plan('dev', { content })).filter(({ type }) => type === 'datadog:index/monitor:Monitor');
    expect(monitors.length).toBe(content.monitors.length);
    for (const { inputs } of monitors) {
      // Nobody is told at once of what waits for the digest.
      const last = String(inputs.message).split('\n\n').at(-1);
      expect(last).toMatch(inputs.priority === '5' ? /^Runbook: \S+$/ : /^@webhook-vigia-dev-slack-(ops|security)$/);
      expect(JSON.stringify(inputs)).not.toContain('pagerduty');
    }
  });

  it('pages from prod for what is critical, each team its own, and for nothing else', async () => {
    const content = datadogContent({ environment: environments.prod, runbookUrl: 'https://git.example.com/runbooks' });
    const resources = await plan('prod', { content });
    for (const { name, severity, team } of content.monitors) {
      const message = String(named(resources, `datadog-monitor-${name}`)?.inputs.message);
      expect(message.match(/@pagerduty-\S+/g) ?? []).toEqual(
        severity === 'critical' ? [`@pagerduty-vigia-prod-pagerduty-${team}`] : [],
      );
    }
    const types = resources.map(({ type }) => type);
    expect(types.filter((type) => type.endsWith(':ServiceLevelObjective'))).toHaveLength(3);
  });

  it('makes an objective of good and all events, in percent', async () => {
    const resources = await plan('prod', { content: CONTENT });
    expect(named(resources, 'datadog-objective-webhook-success')?.inputs).toMatchObject({
      name: 'Webhook success (prod)',
      type: 'metric',
      query: {
        numerator: 'sum:stripe.webhook.deliveries{env:prod,!outcome:failure}.as_count()',
        denominator: 'sum:stripe.webhook.deliveries{env:prod}.as_count()',
      },
      thresholds: [{ timeframe: '7d', target: 99 }],
    });
    expect(named(resources, 'datadog-objective-api-availability')?.inputs.thresholds).toEqual([{ timeframe: '30d', target: 99.5 }]);
  });

  describe('in maintenance', () => {
    const maintenance = [
      { tenant: 'Clinic-7', from: new Date('2026-01-31T22:00:00Z'), to: new Date('2026-02-01T02:30:00Z') },
      { tenant: 'all', from: new Date('2026-03-01T00:00:00.5Z'), to: new Date('2026-03-01T01:00:00Z') },
    ];

    it('silences what users feel, of the tenant or of all', async () => {
      const resources = await plan('prod', { content: CONTENT, maintenance });
      const downtimes = resources.filter(({ type }) => type === 'datadog:index/downtimeSchedule:DowntimeSchedule');
      expect(downtimes.map(({ name, inputs }) => [name, inputs])).toEqual([
        [
          'datadog-downtime-all-2026-03-01T00:00:00Z',
          {
            scope: 'env:prod',
            monitorIdentifier: { monitorTags: ['env:prod', 'project:vigia', 'maintenance:silenced'] },
            oneTimeSchedule: { start: '2026-03-01T00:00:00Z', end: '2026-03-01T01:00:00Z' },
            displayTimezone: 'UTC',
          },
        ],
        [
          'datadog-downtime-clinic-7-2026-01-31T22:00:00Z',
          {
            scope: 'env:prod AND tenant:clinic-7',
            monitorIdentifier: { monitorTags: ['env:prod', 'project:vigia', 'maintenance:silenced'] },
            oneTimeSchedule: { start: '2026-01-31T22:00:00Z', end: '2026-02-01T02:30:00Z' },
            displayTimezone: 'UTC',
          },
        ],
      ]);
    });

    it('leaves out of each budget the windows of all tenants, and no single tenant’s: it would hide the faults of the others', async () => {
      const resources = await plan('prod', { content: CONTENT, maintenance });
      const corrections = resources.filter(({ type }) => type === 'datadog:index/sloCorrection:SloCorrection');
      const expected = { category: 'Scheduled Maintenance', start: 1_772_323_200, end: 1_772_326_800, timezone: 'UTC' };
      expect(corrections.map(({ name, inputs }) => [name, inputs])).toEqual([
        [
          'datadog-correction-api-availability-all-2026-03-01T00:00:00Z',
          { sloId: 'datadog-objective-api-availability-id', ...expected },
        ],
        [
          'datadog-correction-webhook-success-all-2026-03-01T00:00:00Z',
          { sloId: 'datadog-objective-webhook-success-id', ...expected },
        ],
      ]);
    });

    it('makes neither where there is none', async () => {
      const types = (await plan('prod', { content: CONTENT })).map(({ type }) => type);
      expect(types.filter((type) => /downtime|correction/i.test(type))).toEqual([]);
    });
  });

  it("makes the blueprint's three dashboards, each of its environment", async () => {
    const content = datadogContent({ environment: environments.prod, runbookUrl: 'https://git.example.com/runbooks' });
    const made = (await plan('prod', { content })).filter(({ type }) => type === 'datadog:index/dashboardJson:DashboardJson');
    expect(made.map(({ name, inputs }) => [name, JSON.parse(String(inputs.dashboard)).title])).toEqual([
      ['datadog-dashboard-operations', 'Vigía: Operations (prod)'],
      ['datadog-dashboard-security', 'Vigía: Security (prod)'],
      ['datadog-dashboard-tenant-overview', 'Vigía: Tenant Overview (prod)'],
    ]);
    expect(made.every(({ inputs }) => String(inputs.dashboard).includes('tag:(\\"env:prod\\" AND \\"project:vigia\\")'))).toBe(
      true,
    );
  });

  it('makes a dashboard of its definition', async () => {
    expect(named(await plan('prod', { content: CONTENT }), 'datadog-dashboard-operations')?.inputs).toEqual({
      dashboard: '{"title":"Operations"}',
    });
  });
});

describe('whom a monitor tells', () => {
  const alert = { name: 'SomeAlert', team: 'security' } as const;

  it.each([
    ['prod', 'critical', '@pagerduty-vigia-prod-pagerduty-security'],
    ['prod', 'warning', '@webhook-vigia-prod-slack-security'],
    ['prod', 'info', ''],
    ['dev', 'critical', '@webhook-vigia-dev-slack-security'],
  ] as const)('in %s, of a %s alert of security, is "%s"', (stack, severity, handle) => {
    expect(handleOf(environments[stack], { ...alert, severity })).toBe(handle);
  });
});

describe('the scanner', () => {
  /** JavaScript writes code points with \u, Datadog with \x; the rest of these patterns means the same in both. */
  const finds = (name: string, value: string) => {
    const rule = SCANNER_RULES.find((one) => one.name === name);
    return new RegExp(rule?.pattern.replaceAll('\\x{', '\\u{') ?? '(?!)', 'u').test(value);
  };

  it.each([
    ['card', '4111111111111111'],
    ['card', 'paid with 4111 1111 1111 1111.'],
    ['card', '5500-0000-0000-0004'],
    ['card', '2223003122003222'],
    ['card', '3782 822463 10005'],
    ['email', 'ana@example.com'],
    ['email', 'user=ana%40example.com'],
    ['phone', 'call +52 55 1234 5678'],
    ['phone', '(555) 123-4567'],
  ])('finds a %s in "%s"', (name, value) => {
    expect(finds(name, value)).toBe(true);
  });

  it.each([
    ['card', '1234567890123456'],
    ['card', '41111111111111112222'],
    ['card', '550e8400-e29b-41d4-a716-446655440000'],
    ['email', 'next@16.0.1'],
    ['phone', 'reservation/5512345678'],
  ])('finds no %s in "%s"', (name, value) => {
    expect(finds(name, value)).toBe(false);
  });

  it('leaves ids alone and looks into texts', () => {
    for (const name of ['card', 'phone']) {
      const excluded = SCANNER_RULES.find((rule) => rule.name === name)?.excludedNamespaces;
      expect(excluded).toEqual(expect.arrayContaining(['traceId', 'requestId', 'timestamp', 'hash', 'log.file.record_offset']));
      for (const text of ['event', 'action', 'resource', 'status', 'userId', 'message']) expect(excluded).not.toContain(text);
    }
    expect(SCANNER_RULES.find(({ name }) => name === 'email')).not.toHaveProperty('excludedNamespaces');
  });
});

describe('tags for Datadog', () => {
  it('are in lower case without what Datadog would change', () => {
    expect(datadogTags(tagsOf(environments.dev, 'Équipe Plateforme <sre@example.com>'))).toEqual([
      'env:dev',
      'managed_by:pulumi',
      'owner:équipe_plateforme_sre_example.com_',
      'project:vigia',
    ]);
  });
});
