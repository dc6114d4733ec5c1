/** Datadog as the back end, in the place of OpenSearch, Prometheus, Tempo and Grafana. */
import * as datadog from '@pulumi/datadog';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type { Severity } from '../../alerts/alert.ts';
import type { MaintenanceWindow } from '../../alerts/maintenance.ts';
import { type SecretChannel, secretChannelsOf } from '../../alerts/routing.ts';
import { physicalName } from '../aws/names.ts';
import { type ChannelSecrets, isPager, requiredSecrets } from '../channels.ts';
import { type ArchiveArgs, auditArchive } from '../datadog/archive.ts';
import { channelName, handleOf, SLACK_PAYLOAD } from '../datadog/channels.ts';
import type { DatadogContent, DatadogMonitor, DatadogObjective } from '../datadog/content.ts';
import { INDEX_RETENTION, processors, recordsOf } from '../datadog/logs.ts';
import { datadogCorrections, datadogDowntimes, MAINTAINED } from '../datadog/maintenance.ts';
import { REPLACEMENT, SCANNER_RULES } from '../datadog/scanner.ts';
import { datadogTags } from '../datadog/tags.ts';
import type { DeployedEnvironment } from '../environment.ts';

export interface DatadogBackendArgs extends ArchiveArgs {
  /** Sets the index's retention, whether it is protected, and whom alerts reach. */
  readonly environment: DeployedEnvironment;
  /**
   * The secret of each channel that the environment reaches: a Slack webhook's URL, or a PagerDuty integration key. For the latter
   * somebody has to have switched Datadog's PagerDuty integration on by hand.
   */
  readonly channelSecrets: ChannelSecrets;
  /** Monitors, objectives and dashboards. */
  readonly content: DatadogContent;
  /** Default none. Datadog refuses to make a downtime that is over already. */
  readonly maintenance?: readonly MaintenanceWindow[];
}

/**
 * What a Datadog organisation needs to take the place of the open-source stores: an index for the environment's records, an archive of
 * its audit records in our bucket, a pipeline for our fields, a scanner for personal data, the channels, and the content. Needs the
 * providers `aws`, `datadog` and `random`. Two environments in one organisation need an AWS account each: Datadog knows an account once.
 */
export class DatadogBackend extends pulumi.ComponentResource {
  /** Name of the index that holds the environment's records. */
  readonly indexName: pulumi.Output<string>;
  /** Name of the archive. */
  readonly archiveName: pulumi.Output<string>;

  /** @throws Error that names each channel that the environment reaches and that has no secret */
  constructor(name: string, args: DatadogBackendArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:datadog:DatadogBackend', name, {}, opts);
    const context = { name, args, tags: datadogTags(args.tags), parent: this };

    this.indexName = logIndex(context).name;
    this.archiveName = auditArchive(name, args, this).name;
    pipeline(context);
    scanner(context);
    const reached = secretChannelsOf(args.environment);
    const secrets = requiredSecrets(reached, args.channelSecrets);
    const channels = reached.map((of) => channel(context, of, secrets[of]));
    for (const one of args.content.monitors) monitor(context, one, channels);
    for (const one of args.content.objectives) corrections(context, one, objective(context, one));
    downtimes(context);
    for (const { name: of, json } of args.content.dashboards) {
      new datadog.DashboardJson(`${name}-dashboard-${of}`, { dashboard: json }, { parent: this });
    }
    this.registerOutputs({ indexName: this.indexName, archiveName: this.archiveName });
  }
}

interface Context {
  readonly name: string;
  readonly args: DatadogBackendArgs;
  readonly tags: string[];
  readonly parent: DatadogBackend;
}

/**
 * Takes every record of the environment: no exclusions, and no daily limit, past which an audit record would be nowhere to be found. An
 * organisation's first index takes everything unless somebody puts this one before it.
 */
function logIndex({ name, args: { environment }, tags, parent }: Context): datadog.LogsIndex {
  // Datadog never takes the name of a deleted index again: a stack that is destroyed and made anew needs another.
  const suffix = new random.RandomId(`${name}-index-suffix`, { byteLength: 2 }, { parent });
  return new datadog.LogsIndex(
    `${name}-index`,
    {
      name: pulumi.interpolate`${physicalName(environment)}-${suffix.hex}`,
      filters: [{ query: recordsOf(environment) }],
      ...INDEX_RETENTION[environment.name],
      disableDailyLimit: true,
      tags,
    },
    { parent, protect: environment.protect, retainOnDelete: environment.protect },
  );
}

function pipeline({ name, args: { environment }, tags, parent }: Context): void {
  new datadog.LogsCustomPipeline(
    `${name}-pipeline`,
    {
      name: physicalName(environment),
      description: "Datadog's attributes from the fields of the telemetry contract.",
      filters: [{ query: recordsOf(environment) }],
      isEnabled: true,
      processors: processors(),
      tags,
    },
    { parent },
  );
}

function scanner({ name, args: { environment }, parent }: Context): void {
  const group = new datadog.SensitiveDataScannerGroup(
    `${name}-scanner`,
    {
      name: physicalName(environment),
      description: 'What got past the masking of the application and of the Collector.',
      filter: { query: recordsOf(environment) },
      isEnabled: true,
      productLists: ['logs', 'apm'],
    },
    { parent },
  );
  for (const { name: what, excludedNamespaces, ...rule } of SCANNER_RULES) {
    new datadog.SensitiveDataScannerRule(
      `${name}-scanner-${what}`,
      {
        name: `${physicalName(environment)} ${what}`,
        groupId: group.id,
        isEnabled: true,
        ...rule,
        ...(excludedNamespaces && { excludedNamespaces: [...excludedNamespaces] }),
        textReplacement: { type: 'replacement_string', replacementString: REPLACEMENT },
        tags: [`sensitive_data:${what}`],
      },
      { parent },
    );
  }
}

/** Makes a channel of the routing table known to Datadog, under the name that monitors call it by. */
function channel({ name, args, parent }: Context, of: SecretChannel, secret: pulumi.Output<string>): pulumi.Resource {
  const named = channelName(args.environment, of);
  if (isPager(of)) {
    return new datadog.pagerduty.ServiceObject(`${name}-${of}`, { serviceName: named, serviceKey: secret }, { parent });
  }
  return new datadog.Webhook(
    `${name}-${of}`,
    { name: named, url: secret, encodeAs: 'json', payload: SLACK_PAYLOAD },
    { parent, additionalSecretOutputs: ['url'] },
  );
}

/** Datadog's priorities run from 1, high, to 5. */
const PRIORITIES: Readonly<Record<Severity, string>> = { critical: '1', warning: '3', info: '5' };

/** How long a monitor that computes with several series waits for the last of them, in seconds. */
const EVALUATION_DELAY = 60;

/** @param channels what its message may name: Datadog refuses an unknown one */
function monitor({ name, args, tags, parent }: Context, of: DatadogMonitor, channels: pulumi.Resource[]): void {
  new datadog.Monitor(
    `${name}-monitor-${of.name}`,
    {
      name: `${of.name} (${args.environment.name})`,
      type: 'query alert',
      query: of.query,
      message: [of.message, handleOf(args.environment, { ...of, name: of.alert })].filter(Boolean).join('\n\n'),
      monitorThresholds: { critical: String(of.above) },
      priority: PRIORITIES[of.severity],
      ...(of.notifyBy && { notifyBies: [...of.notifyBy] }),
      requireFullWindow: of.fullWindow,
      // A clinic without an event has no fault, a new one may have it with its first.
      onMissingData: 'resolve',
      newGroupDelay: 0,
      ...(of.computed && { evaluationDelay: EVALUATION_DELAY }),
      includeTags: true,
      tags: [
        ...tags,
        `severity:${of.severity}`,
        `team:${of.team}`,
        `symptom:${of.symptom}`,
        ...(of.maintained ? [MAINTAINED] : []),
      ],
    },
    { parent, dependsOn: channels },
  );
}

function objective({ name, args, tags, parent }: Context, slo: DatadogObjective): datadog.ServiceLevelObjective {
  // Percent, without the noise of binary fractions: 0.995 x 100 is 99.5.
  const target = Number((slo.objective * 100).toPrecision(12));
  return new datadog.ServiceLevelObjective(
    `${name}-objective-${slo.name}`,
    {
      name: `${slo.title} (${args.environment.name})`,
      description: slo.description,
      type: 'metric',
      query: { numerator: slo.good, denominator: slo.total },
      thresholds: [{ timeframe: slo.period, target }],
      tags,
    },
    { parent },
  );
}

/** Silences what a tenant's users feel, for as long as the window lasts. */
function downtimes({ name, args, tags, parent }: Context): void {
  const monitorTags = [...tags.filter((tag) => /^(env|project):/.test(tag)), MAINTAINED];
  for (const { name: of, scope, start, end } of datadogDowntimes(args.environment, args.maintenance ?? [])) {
    new datadog.DowntimeSchedule(
      `${name}-downtime-${of}`,
      { scope, monitorIdentifier: { monitorTags }, oneTimeSchedule: { start, end }, displayTimezone: 'UTC' },
      { parent },
    );
  }
}

/** Leaves the window out of the objective's budget. */
function corrections({ name, args, parent }: Context, slo: DatadogObjective, { id: sloId }: datadog.ServiceLevelObjective): void {
  for (const { name: of, start, end } of datadogCorrections(args.maintenance ?? [])) {
    new datadog.SloCorrection(
      `${name}-correction-${slo.name}-${of}`,
      { sloId, category: 'Scheduled Maintenance', start, end, timezone: 'UTC' },
      { parent },
    );
  }
}
