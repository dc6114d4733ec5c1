/** Renders recording rules and alerts as Prometheus rule files. */
import { format, METRIC_INTERVAL, type Speed, scaled } from '../../telemetry/contract/index.ts';
import { promql, type Query, Vector } from '../../telemetry/query/index.ts';
import type { Alert, MeasureUnit } from '../alert.ts';
import { catalogue } from '../catalogue.ts';
import { recordingRules } from '../recording.ts';
import { fill, type Template } from './text.ts';

export interface PrometheusRulesArgs {
  readonly speed: Speed;
  /** Where the runbooks are read: a URL to which `NAME.md` is appended. */
  readonly runbooks: string;
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

/** The rule file of all environments: it differs by nothing but the clock's speed. */
export function prometheusRules(args: PrometheusRulesArgs): RuleFile {
  const interval = format(scaled(METRIC_INTERVAL, args.speed));
  const recording = Object.entries<Query>(recordingRules).map(([record, query]) => ({ record, expr: promql(query, args.speed) }));
  const alerting = Object.entries<Alert>(catalogue).map(([name, alert]) => alertingRule(name, alert, args));
  return {
    groups: [
      { name: 'vigia-recording', interval, rules: recording },
      { name: 'vigia-alerts', interval, rules: alerting },
    ],
  };
}

function alertingRule(name: string, alert: Alert, { speed, runbooks }: PrometheusRulesArgs): AlertingRule {
  return {
    alert: name,
    expr: promql(new Vector(alert.measure.node).above(alert.above), speed),
    ...(alert.for && { for: format(scaled(alert.for, speed)) }),
    labels: { severity: alert.severity, team: alert.team },
    annotations: {
      summary: fill(alert.summary, alert, goTemplate),
      description: fill(alert.description, alert, goTemplate),
      runbook_url: `${runbooks}/${name}.md`,
    },
  };
}

const VALUE: Readonly<Record<MeasureUnit, string>> = {
  ratio: '{{ $value | humanizePercentage }}',
  count: '{{ $value | printf "%.0f" }}',
  times: '{{ $value | printf "%.1f" }}x',
};

const goTemplate: Template = {
  label: (name) => `{{ $labels.${name} }}`,
  value: (unit) => VALUE[unit],
};
