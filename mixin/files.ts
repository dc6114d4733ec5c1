/** What a monitoring stack of somebody's own takes of ours: rules and dashboards, as files. */
import { stringify } from 'yaml';
import { grafanaRules } from '../alerts/render/grafana.ts';
import { prometheusRules, type RuleFile } from '../alerts/render/prometheus.ts';
import { CHOSEN_DATA_SOURCES } from '../dashboards/data-sources.ts';
import { FOLDERS } from '../dashboards/folders.ts';
import { grafanaDashboards } from '../dashboards/render/grafana.ts';
import type { Counts, MixinArgs } from './args.ts';
import { readme } from './readme.ts';

export interface MixinFile {
  readonly path: string;
  readonly content: string;
}

export interface Mixin {
  readonly files: readonly MixinFile[];
  readonly counts: Counts;
}

export function mixin(args: MixinArgs): Mixin {
  const { evaluator, runbooks } = args;
  const links = { runbooks: args.runbooks ?? '', grafanaUrl: args.grafana ?? '' };
  const { groups } = prometheusRules({ ...links, speed: 1, evaluator });
  const recording = groups.filter(({ rules }) => rules.every((rule) => 'record' in rule));
  const alerting = groups.filter((group) => !recording.includes(group));
  const inGrafana = evaluator === 'grafana' ? grafanaGroups(args, links) : [];
  const dashboards = grafanaDashboards({ evaluator, speed: 1, sources: CHOSEN_DATA_SOURCES, ...(runbooks && { runbooks }) });
  const alerts = evaluator === 'grafana' ? inGrafana : alerting;
  const counts = { recordingRules: rulesIn(recording), alerts: rulesIn(alerts), dashboards: dashboards.length };
  return {
    counts,
    files: [
      { path: 'README.md', content: readme({ ...args, counts, dashboards }) },
      { path: 'prometheus/recording.yaml', content: yaml({ groups: recording }) },
      evaluator === 'grafana'
        ? { path: 'grafana/alerts.yaml', content: yaml(withoutDeadLinks({ apiVersion: 1, groups: inGrafana }, args)) }
        : { path: 'prometheus/alerts.yaml', content: yaml(withoutDeadLinks({ groups: alerting }, args)) },
      ...dashboards.map(({ uid, json }) => ({ path: `dashboards/${uid}.json`, content: `${json}\n` })),
    ],
  };
}

type Groups = readonly { readonly rules: readonly object[] }[];

function rulesIn(groups: Groups): number {
  return groups.reduce((sum, { rules }) => sum + rules.length, 0);
}

/** As Grafana's provisioning has them. */
function grafanaGroups({ prometheusUid }: MixinArgs, links: { runbooks: string; grafanaUrl: string }) {
  const groups = grafanaRules({ ...links, folder: FOLDERS.alerts.title, prometheusUid });
  return groups.map(({ intervalSeconds, ...group }) => ({ orgId: 1, ...group, interval: `${intervalSeconds}s` }));
}

/** An address that nobody gave would lead to nowhere in every notification. */
function withoutDeadLinks<R extends { groups: Groups }>(file: R, { runbooks, grafana }: MixinArgs): object {
  const dead = [...(runbooks === undefined ? ['runbook_url'] : []), ...(grafana === undefined ? ['dashboard_url'] : [])];
  const living = (rule: object) => {
    if (!('annotations' in rule)) return rule;
    const annotations = Object.entries(rule.annotations as RuleAnnotations).filter(([name]) => !dead.includes(name));
    return { ...rule, annotations: Object.fromEntries(annotations) };
  };
  return { ...file, groups: file.groups.map((group) => ({ ...group, rules: group.rules.map(living) })) };
}

type RuleAnnotations = Extract<RuleFile['groups'][number]['rules'][number], { alert: string }>['annotations'];

function yaml(content: object): string {
  return stringify(content, { aliasDuplicateObjects: false, lineWidth: 0 });
}
