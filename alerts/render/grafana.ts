/**
 * Renders the catalogue as Grafana's alert rules, in the shape of its provisioning files. Recording rules have no rendering here:
 * Prometheus stores metrics, so it records them in any case, and Grafana's alerts query what it recorded.
 */
import { type Duration, duration, format, METRIC_INTERVAL } from '../../telemetry/contract/index.ts';
import type { Alert } from '../alert.ts';
import { alertGroups } from '../groups.ts';
import { WATCHDOG, watchdog } from '../watchdog.ts';
import { type RuleLabels, ruleLabels } from './labels.ts';
import { type AnnotationName, alertExpression } from './prometheus.ts';
import { dashboardUrl, fill, goTemplate, type Links, runbookUrl } from './text.ts';

export interface GrafanaRulesArgs extends Links {
  /** Title of the folder that holds the rules. */
  readonly folder: string;
  /** Uid of the Prometheus data source that the rules query. */
  readonly prometheusUid: string;
}

/** A group of rules that are evaluated one after the other. */
export interface GrafanaRuleGroup {
  readonly name: string;
  /** Title of its folder. */
  readonly folder: string;
  readonly intervalSeconds: number;
  readonly rules: readonly GrafanaRule[];
}

export interface GrafanaRule {
  /** Stable, so that a rule keeps its history when its title changes; at most 40 characters. */
  readonly uid: string;
  readonly title: string;
  /** The stage whose result decides. */
  readonly condition: 'C';
  readonly data: readonly GrafanaStage[];
  readonly for: string;
  readonly noDataState: 'OK';
  readonly execErrState: 'Error';
  readonly missing_series_evals_to_resolve: number;
  readonly labels: RuleLabels;
  readonly annotations: Readonly<Record<AnnotationName, string>>;
}

/** A query, or an expression over another stage. */
export interface GrafanaStage {
  readonly refId: 'A' | 'B' | 'C';
  readonly datasourceUid: string;
  /** Seconds before the evaluation. */
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly model: Readonly<Record<string, unknown>>;
}

/** Grafana evaluates at multiples of this and refuses any other interval. */
const SCHEDULER_BEAT = duration('10s');

/** The first of Grafana's beats that is not shorter than the interval, in seconds. */
function intervalSeconds({ ms }: Duration): number {
  return (Math.ceil(ms / SCHEDULER_BEAT.ms) * SCHEDULER_BEAT.ms) / 1_000;
}

/** All rules of an environment whose evaluator is Grafana. */
export function grafanaRules(args: GrafanaRulesArgs): readonly GrafanaRuleGroup[] {
  const group = (name: string, every: Duration, rules: readonly GrafanaRule[]): GrafanaRuleGroup => ({
    name,
    folder: args.folder,
    intervalSeconds: intervalSeconds(every),
    rules,
  });
  return [
    ...alertGroups.map(({ name, every, alerts }) =>
      group(
        name,
        every,
        alerts.map(([alert, definition]) => catalogueRule(alert, definition, args)),
      ),
    ),
    group('vigia-watchdog', METRIC_INTERVAL, [watchdogRule(args)]),
  ];
}

function catalogueRule(name: string, alert: Alert, args: GrafanaRulesArgs): GrafanaRule {
  return rule(name, args, {
    expr: alertExpression(alert, 1),
    above: alert.above,
    for: alert.for ? format(alert.for) : '0s',
    labels: ruleLabels(alert),
    texts: texts(alert, args, {
      summary: fill(alert.summary, alert, template),
      description: fill(alert.description, alert, template),
    }),
  });
}

function watchdogRule(args: GrafanaRulesArgs): GrafanaRule {
  const { expr, summary, description } = watchdog;
  const content = { expr, above: 0, for: '0s', labels: ruleLabels(watchdog) };
  return rule(WATCHDOG, args, { ...content, texts: texts(watchdog, args, { summary, description }) });
}

type Texts = Omit<GrafanaRule['annotations'], 'runbook_url'>;

function texts(alert: Pick<Alert, 'dashboard' | 'by'>, { grafanaUrl }: Links, said: Omit<Texts, 'dashboard_url'>): Texts {
  return { ...said, dashboard_url: dashboardUrl(grafanaUrl, alert, template) };
}

interface RuleContent {
  readonly expr: string;
  readonly above: number;
  readonly for: string;
  readonly labels: GrafanaRule['labels'];
  readonly texts: Texts;
}

function rule(name: string, { runbooks, prometheusUid }: GrafanaRulesArgs, content: RuleContent): GrafanaRule {
  return {
    uid: uidOf(name),
    title: name,
    condition: 'C',
    data: [
      // The whole expression of the other evaluator, threshold included: what does not fire has no series, and costs Grafana no state.
      stage('A', prometheusUid, { expr: content.expr, instant: true, range: false, editorMode: 'code' }),
      stage('B', EXPRESSION, { type: 'reduce', expression: 'A', reducer: 'last' }),
      stage('C', EXPRESSION, {
        type: 'threshold',
        expression: 'B',
        conditions: [{ evaluator: { type: 'gt', params: [content.above] } }],
      }),
    ],
    for: content.for,
    // No series is the healthy case: only what is past its threshold has one.
    noDataState: 'OK',
    // A rule that cannot be evaluated watches nothing: that is an alert of its own, with the labels, so the channel, of the rule.
    execErrState: 'Error',
    // As in Prometheus, one evaluation without the series ends the alert, or its waiting time.
    missing_series_evals_to_resolve: 1,
    labels: content.labels,
    annotations: { ...content.texts, runbook_url: runbookUrl(runbooks, name) },
  };
}

/** The data source of expressions over other stages, by which Grafana knows them. */
const EXPRESSION = '__expr__';

function stage(refId: GrafanaStage['refId'], datasourceUid: string, model: Readonly<Record<string, unknown>>): GrafanaStage {
  return { refId, datasourceUid, relativeTimeRange: { from: 600, to: 0 }, model: { refId, ...model } };
}

/** Not `$labels`: a dollar in a provisioning file would begin the name of an environment variable. */
const template = goTemplate({ labels: '.Labels', value: '.Values.B.Value' });

const MAX_UID_LENGTH = 40;

/**
 * The uid that follows from an alert's name: `vigia-` and the name in lower case, its words joined by hyphens.
 * @throws RangeError for a name that Grafana could not tell apart: its uid would be longer than 40 characters
 */
export function uidOf(name: string): string {
  const uid = `vigia${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (uid.length <= MAX_UID_LENGTH) return uid;
  throw new RangeError(
    `The alert "${name}" has the uid "${uid}", ${uid.length} characters long: Grafana takes at most ${MAX_UID_LENGTH}. Give it a shorter name.`,
  );
}
