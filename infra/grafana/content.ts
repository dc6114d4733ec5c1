/** Everything that Grafana shows and evaluates, as one value: the API's resources and the provisioning files are two deliveries of it. */
import { type GrafanaRuleGroup, grafanaRules } from '../../alerts/render/grafana.ts';
import { type GrafanaNotifications, grafanaNotifications } from '../../alerts/render/grafana-notifications.ts';
import type { SlackChannels } from '../../alerts/render/notification.ts';
import type { Links } from '../../alerts/render/text.ts';
import { DATA_SOURCES } from '../../dashboards/data-sources.ts';
import { FOLDERS, type Folder } from '../../dashboards/folders.ts';
import { type GrafanaDashboard, grafanaDashboards } from '../../dashboards/render/grafana.ts';
import type { Speed } from '../../telemetry/contract/index.ts';
import type { DeployedEnvironment, Environment } from '../environment.ts';
import { type DataSource, dataSources } from './data-sources.ts';

/** `T` is a text, or one that is only known at the deployment. */
export interface ShownArgs<T> {
  /** Its name, and who evaluates its alerts. */
  readonly environment: Pick<Environment, 'name' | 'evaluator'>;
  /** Base URLs of what Grafana queries. */
  readonly addresses: { readonly prometheus: T; readonly tempo: T; readonly opensearch: T };
  /** AWS region of the OpenSearch domain; absent where requests are not signed. */
  readonly region?: string;
  /** Where lists of alerts link to. */
  readonly links?: Pick<Links, 'runbooks'>;
  /** How many times as fast the clock of what it shows runs as production's. Default: 1. */
  readonly speed?: Speed;
}

export interface GrafanaContentArgs<T> extends ShownArgs<T> {
  /** Its name, who evaluates its alerts, and whether it pages. */
  readonly environment: Pick<DeployedEnvironment, 'name' | 'evaluator' | 'pages'>;
  /** Where alerts link to. */
  readonly links: Links;
  /** AWS region of the OpenSearch domain and of the heartbeat's topic. */
  readonly region: string;
  /** ARN of the dead-man's switch's topic, to which the Watchdog goes. */
  readonly heartbeatTopicArn: T;
  /** Slack channels by name, with `#`. */
  readonly slackChannels: SlackChannels;
}

export interface Content<T> {
  readonly folders: readonly Folder[];
  readonly dataSources: readonly DataSource<T>[];
  readonly dashboards: readonly GrafanaDashboard[];
  /** What it evaluates and whom it tells. Absent where Prometheus is the evaluator: nobody is paged twice. */
  readonly alerting?: GrafanaNotifications<T> & { readonly groups: readonly GrafanaRuleGroup[] };
}

/** The content of an environment. It is the same for ten clinics and for ten thousand. */
export function grafanaContent<T>(args: GrafanaContentArgs<T>): Content<T> {
  const { environment, region, slackChannels } = args;
  const shown = shownContent(args);
  if (environment.evaluator !== 'grafana') return shown;
  const heartbeat = { arn: args.heartbeatTopicArn, region };
  return {
    ...shown,
    folders: [FOLDERS.dashboards, FOLDERS.alerts],
    alerting: { groups: ruleGroups(args.links), ...grafanaNotifications({ environment, heartbeat, slackChannels }) },
  };
}

/** What it shows, whoever evaluates: dashboards, and what they query. */
export function shownContent<T>({ environment, addresses, region, links, speed = 1 }: ShownArgs<T>): Omit<Content<T>, 'alerting'> {
  const { name: env, evaluator } = environment;
  return {
    folders: [FOLDERS.dashboards],
    dataSources: dataSources({ env, addresses, speed, ...(region !== undefined && { region }) }),
    dashboards: grafanaDashboards({ evaluator, speed, ...(links && { runbooks: links.runbooks }) }),
  };
}

/** The rules as Grafana has them wherever it is the evaluator. */
export function ruleGroups(links: Links): readonly GrafanaRuleGroup[] {
  return grafanaRules({ ...links, folder: FOLDERS.alerts.title, prometheusUid: DATA_SOURCES.prometheus.uid });
}
