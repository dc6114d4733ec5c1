/** Delivers Grafana's content as provisioning files, where nobody who deploys can reach its API. */
import { stringify } from 'yaml';
import type { GrafanaContactPoint } from '../../alerts/render/grafana-notifications.ts';
import type { SecretChannel } from '../../alerts/routing.ts';
import { FOLDERS } from '../../dashboards/folders.ts';
import { type Content, ruleGroups } from './content.ts';

/** Where Grafana reads its provisioning files, unless it is told otherwise. */
export const PROVISIONING_FOLDER = '/etc/grafana/provisioning';

/** The environment variable of Grafana from which a channel's secret is read: no file holds one. */
export function secretVariable(channel: SecretChannel): string {
  return `VIGIA_${channel.toUpperCase().replaceAll('-', '_')}`;
}

/** The variables of `secretVariable`, with their values. */
export function secretVariables<S>(secrets: Readonly<Partial<Record<SecretChannel, S>>>): Readonly<Record<string, S>> {
  return Object.fromEntries(Object.entries(secrets).map(([channel, secret]) => [secretVariable(channel as SecretChannel), secret]));
}

/**
 * @param options `folder` is the provisioning folder, where Grafana reads it
 * @returns text by path under the provisioning folder, such as `dashboards/vigia-operations.json`
 */
export function grafanaFiles(
  content: Content<string>,
  { folder = PROVISIONING_FOLDER }: { readonly folder?: string } = {},
): Readonly<Record<string, string>> {
  const { dashboards, alerting } = content;
  return {
    'datasources/vigia.yaml': file({ prune: true, datasources: content.dataSources.map(dataSource) }),
    'dashboards/vigia.yaml': file({ providers: [provider(folder)] }),
    ...Object.fromEntries(dashboards.map(({ uid, json }) => [`dashboards/${uid}.json`, json])),
    ...(alerting ? alertingFiles(alerting) : { 'alerting/rules.yaml': file({ deleteRules: deletedRules() }) }),
  };
}

function file(content: object): string {
  return stringify({ apiVersion: 1, ...content }, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function dataSource(source: Content<string>['dataSources'][number]): object {
  const { jsonData, ...rest } = source;
  return { orgId: 1, ...rest, access: 'proxy', editable: false, jsonData: literal(jsonData) };
}

/** A dollar begins the name of an environment variable in these files; two are one in the text. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', () => '$$');
  if (Array.isArray(value)) return value.map(literal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literal(inner)]));
}

function provider(provisioning: string): object {
  const { uid, title } = FOLDERS.dashboards;
  return {
    name: 'vigia',
    orgId: 1,
    folder: title,
    folderUid: uid,
    type: 'file',
    // A dashboard that is no longer among the files goes.
    disableDeletion: false,
    allowUiUpdates: false,
    options: { path: `${provisioning}/dashboards` },
  };
}

function alertingFiles({ groups, contactPoints, policy, muteTime, template }: NonNullable<Content<string>['alerting']>) {
  return {
    'alerting/rules.yaml': file({
      groups: groups.map(({ intervalSeconds, ...group }) => ({ orgId: 1, ...group, interval: `${intervalSeconds}s` })),
    }),
    'alerting/contact-points.yaml': file({
      contactPoints: contactPoints.map((point) => ({ orgId: 1, name: point.name, receivers: [receiver(point)] })),
    }),
    'alerting/mute-timings.yaml': file({ muteTimes: [{ orgId: 1, ...muteTime }] }),
    'alerting/templates.yaml': file({ templates: [{ orgId: 1, ...template }] }),
    'alerting/policies.yaml': file({ policies: [{ orgId: 1, ...policy }] }),
  };
}

function receiver(point: GrafanaContactPoint<string>): object {
  const base = { uid: `vigia-${point.name}`, type: point.type };
  // The topic hears of the Watchdog's firing, never of its end: only messages that say "alive" may count.
  if (point.type === 'sns') return { ...base, disableResolveMessage: true, settings: point.settings };
  return { ...base, settings: { ...point.settings, [point.secret]: `\${${secretVariable(point.name)}}` } };
}

/** Grafana keeps the rules of a file that is gone: where Prometheus evaluates, what Grafana may have had from before goes by name. */
function deletedRules(): readonly object[] {
  return ruleGroups({ runbooks: '', grafanaUrl: '' }).flatMap(({ rules }) => rules.map(({ uid }) => ({ orgId: 1, uid })));
}
