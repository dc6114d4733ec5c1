/** What Grafana shows, evaluates and sends, delivered through its API. */
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import type { GrafanaRule } from '../../alerts/render/grafana.ts';
import type { GrafanaContactPoint } from '../../alerts/render/grafana-notifications.ts';
import type { SecretChannel } from '../../alerts/routing.ts';
import { FOLDERS } from '../../dashboards/folders.ts';
import { type ChannelSecrets, requiredSecrets } from '../channels.ts';
import type { Content } from '../grafana/content.ts';

type Text = pulumi.Input<string>;
type Alerting = NonNullable<Content<Text>['alerting']>;

export interface GrafanaContentComponentArgs {
  /** What to deliver: of `grafanaContent`. */
  readonly content: Content<Text>;
  /** The secret of each channel that the environment reaches: a PagerDuty integration key, or a Slack webhook's URL. */
  readonly channelSecrets: ChannelSecrets;
}

/**
 * Folders, data sources and dashboards, and where Grafana is the evaluator also rules, contact points, policy, mute timing and
 * templates. Needs a provider that reaches Grafana; where nobody who deploys can, `grafanaFiles` delivers the same as files.
 * @throws Error that names every channel that has a contact point and no secret
 */
export class GrafanaContent extends pulumi.ComponentResource {
  readonly #name: string;
  readonly #folders: Readonly<Record<string, grafana.oss.Folder>>;

  constructor(name: string, { content, channelSecrets }: GrafanaContentComponentArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:grafana:GrafanaContent', name, {}, opts);
    this.#name = name;
    this.#folders = Object.fromEntries(content.folders.map(({ uid, title }) => [uid, this.#folder(uid, title)]));
    const sources = content.dataSources.map((source) => this.#dataSource(source));
    for (const dashboard of content.dashboards) this.#dashboard(dashboard);
    if (content.alerting) {
      this.#notifications(content.alerting, channelSecrets);
      this.#rules(content.alerting, sources);
    }
    this.registerOutputs({});
  }

  #folder(uid: string, title: string): grafana.oss.Folder {
    return new grafana.oss.Folder(`${this.#name}-folder-${uid}`, { uid, title }, { parent: this });
  }

  #dataSource({ uid, name, type, url, isDefault, jsonData }: Content<Text>['dataSources'][number]) {
    const jsonDataEncoded = JSON.stringify(jsonData);
    return new grafana.oss.DataSource(
      `${this.#name}-source-${uid}`,
      { uid, name, type, url, isDefault, accessMode: 'proxy', jsonDataEncoded },
      { parent: this },
    );
  }

  #dashboard({ uid, folder, json }: Content<Text>['dashboards'][number]): void {
    const args = { configJson: json, overwrite: true, ...this.#inFolder(folder.uid, (of) => ({ folder: of })) };
    new grafana.oss.Dashboard(`${this.#name}-dashboard-${uid}`, args, { parent: this });
  }

  /** By the folder's output, so that it is there first. */
  #inFolder<A>(uid: string, args: (folder: pulumi.Output<string>) => A): A {
    const folder = this.#folders[uid];
    if (!folder) throw new RangeError(`There is no folder "${uid}": there are ${Object.keys(this.#folders).join(', ')}.`);
    return args(folder.uid);
  }

  #rules({ groups }: Alerting, sources: readonly grafana.oss.DataSource[]): void {
    for (const { name, intervalSeconds, rules } of groups) {
      new grafana.alerting.RuleGroup(
        `${this.#name}-rules-${name}`,
        {
          name,
          intervalSeconds,
          rules: rules.map(ruleInput),
          ...this.#inFolder(FOLDERS.alerts.uid, (folderUid) => ({ folderUid })),
        },
        { parent: this, dependsOn: [...sources] },
      );
    }
  }

  #notifications({ contactPoints, policy, muteTime, template }: Alerting, given: ChannelSecrets): void {
    const reached = contactPoints.flatMap((point) => (point.type === 'sns' ? [] : [point.name]));
    const secrets = requiredSecrets(reached, given);
    const texts = new grafana.alerting.MessageTemplate(`${this.#name}-templates`, template, { parent: this });
    const muted = new grafana.alerting.MuteTiming(
      `${this.#name}-mute-${muteTime.name}`,
      {
        name: muteTime.name,
        intervals: muteTime.time_intervals.map(({ times }) => ({
          times: times.map(({ start_time, end_time }) => ({ start: start_time, end: end_time })),
        })),
      },
      { parent: this },
    );
    const points = contactPoints.map(
      (point) =>
        new grafana.alerting.ContactPoint(
          `${this.#name}-contact-${point.name}`,
          { name: point.name, ...integration(point, secrets) },
          { parent: this, dependsOn: [texts] },
        ),
    );
    new grafana.alerting.NotificationPolicy(
      `${this.#name}-policy`,
      {
        contactPoint: policy.receiver,
        groupBies: [...policy.group_by],
        ...timing(policy),
        policies: policy.routes.map((route) => ({
          contactPoint: route.receiver,
          matchers: route.object_matchers.map(([label, match, value]) => ({ label, match, value })),
          ...(route.mute_time_intervals && { muteTimings: [...route.mute_time_intervals] }),
          ...(route.group_by && { groupBies: [...route.group_by] }),
          ...timing(route),
        })),
      },
      // It names them all: Grafana refuses a policy of which one is missing, and the deletion of one that is named.
      { parent: this, dependsOn: [muted, ...points] },
    );
  }
}

function integration(point: GrafanaContactPoint<Text>, secrets: Readonly<Record<SecretChannel, pulumi.Output<string>>>) {
  switch (point.type) {
    case 'pagerduty': {
      const { client_url: clientUrl, ...settings } = point.settings;
      return { pagerduties: [{ ...settings, clientUrl, integrationKey: secrets[point.name] }] };
    }
    case 'slack':
      return { slacks: [{ ...point.settings, url: secrets[point.name] }] };
    case 'sns': {
      // The provider's own fields are those of Amazon Managed Grafana; Grafana's come in as settings, which are texts only.
      const { topic_arn, api_url, subject, message } = point.settings;
      return { sns: [{ topic: topic_arn, subject, disableResolveMessage: true, settings: { topic_arn, api_url, message } }] };
    }
  }
}

function timing({
  group_wait,
  group_interval,
  repeat_interval,
}: Partial<Record<'group_wait' | 'group_interval' | 'repeat_interval', string>>) {
  return {
    ...(group_wait && { groupWait: group_wait }),
    ...(group_interval && { groupInterval: group_interval }),
    ...(repeat_interval && { repeatInterval: repeat_interval }),
  };
}

function ruleInput({ title, data, missing_series_evals_to_resolve, ...rule }: GrafanaRule) {
  return {
    ...rule,
    name: title,
    missingSeriesEvalsToResolve: missing_series_evals_to_resolve,
    datas: data.map(({ model, ...stage }) => ({ ...stage, model: JSON.stringify(model) })),
  };
}
