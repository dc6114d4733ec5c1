/** Renders recording rules and alerts as Prometheus rule files. */
import { format, METRIC_INTERVAL, type Speed, scaled } from '../../telemetry/contract/index.ts';
import { promql, type Query, Vector } from '../../telemetry/query/index.ts';
import type { Alert } from '../alert.ts';
import { catalogue } from '../catalogue.ts';
import { recordingRules } from '../recording.ts';
import type { Evaluator } from '../routing.ts';
import { WATCHDOG, watchdog } from '../watchdog.ts';
import { fill, goTemplate, runbookUrl } from './text.ts';

export interface PrometheusRulesArgs {
  readonly speed: Speed;
  /** Where the runbooks are read: a URL to which `NAME.md` is appended. */
  readonly runbooks: string;
  /** Prometheus records series in any case, for Grafana reads them; it evaluates alerts only where it is the evaluator. */
  readonly evaluator: Evaluator;
}

/** A rule file as Prometheus reads it. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[];
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<'severity' | 'team', string>>;
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook_url', string>>;
}

/** The rule file. Environments with the same evaluator have the same, but for the clock's speed. */
export function prometheusRules(args: PrometheusRulesArgs): RuleFile {
  const interval = format(scaled(METRIC_INTERVAL, args.speed));
  const recording = Object.entries<Query>(recordingRules).map(([record, query]) => ({ record, expr: promql(query, args.speed) }));
  const alerting = Object.entries<Alert>(catalogue).map(([name, alert]) => alertingRule(name, alert, args));
  return {
    groups: [
      { name: 'vigia-recording', interval, rules: recording },
      ...(args.evaluator === 'grafana'
        ? []
        : [
            { name: 'vigia-alerts', interval, rules: alerting },
            { name: 'vigia-watchdog', interval, rules: [watchdogRule(args)] },
          ]),
    ],
  };
}

function watchdogRule({ runbooks }: PrometheusRulesArgs): AlertingRule {
  const { expr, severity, team, summary, description } = watchdog;
  return {
    alert: WATCHDOG,
    expr,
    labels: { severity, team },
    annotations: { summary, description, runbook_url: runbookUrl(runbooks, WATCHDOG) },
  };
}

/** What is true where the alert fires, and has no series elsewhere. Every evaluator evaluates this. */
export function alertExpression({ measure, above }: Alert, speed: Speed): string {
  return promql(new Vector(measure.node).above(above), speed);
}

function alertingRule(name: string, alert: Alert, { speed, runbooks }: PrometheusRulesArgs): AlertingRule {
  return {
    alert: name,
    expr: alertExpression(alert, speed),
    ...(alert.for && { for: format(scaled(alert.for, speed)) }),
    labels: { severity: alert.severity, team: alert.team },
    annotations: {
      summary: fill(alert.summary, alert, template),
      description: fill(alert.description, alert, template),
      runbook_url: runbookUrl(runbooks, name),
    },
  };
}

const template = goTemplate({ labels: '$labels', value: '$value' });
