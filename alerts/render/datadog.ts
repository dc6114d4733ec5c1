/** Renders alerts and objectives for Datadog: metric monitors by tenant, and SLOs. What has no form there is named, with the reason. */
import {
  type Duration,
  duration,
  format,
  type LabelName,
  type RecordedName,
  type SloDefinition,
  type SloName,
  slos,
} from '../../telemetry/contract/index.ts';
import { type DatadogArgs, datadog, datadogCount, NotInDatadog } from '../../telemetry/query/datadog.ts';
import { type Counter, events, type Histogram, type Query, selectorsOf, type Vector } from '../../telemetry/query/index.ts';
import { type Alert, type MeasureUnit, type Severity, type Symptom, silencedByMaintenance, type Team } from '../alert.ts';
import { catalogue } from '../catalogue.ts';
import { recordingGroups } from '../recording.ts';
import { BURN_TIERS, type BurnWindow, burnFactor, burnThreshold } from '../slo/burn-rate.ts';
import { goodEvents, totalEvents } from '../slo/sli.ts';
import { fill, runbookUrl, type Template } from './text.ts';

/** One monitor. */
export interface DatadogMonitor {
  /** Unique: the alert's name, and the long window of a burn rate. */
  readonly name: string;
  /** The alert's name in the catalogue, by which it is routed. */
  readonly alert: string;
  readonly severity: Severity;
  readonly team: Team;
  readonly symptom: Symptom;
  /** In Datadog's language, with its comparison: `sum(last_1h):sum:… > 3`. */
  readonly query: string;
  /** The number that the query compares with. */
  readonly above: number;
  /** What tells notifications apart, a part of the query's groups. Absent: each group notifies by itself. */
  readonly notifyBy?: readonly string[];
  /** Whether a window that is not full yet is not evaluated. */
  readonly fullWindow: boolean;
  /** Whether it computes with several series, and so waits for the last of them. */
  readonly computed: boolean;
  /** Whether maintenance windows silence it. */
  readonly maintained: boolean;
  /** What people read; whom it is sent to is added. */
  readonly message: string;
}

/** One objective of the contract. */
export interface DatadogObjective {
  readonly name: SloName;
  readonly title: string;
  readonly description: string;
  /** Counts good events by tenant, in Datadog's language. */
  readonly good: string;
  /** Counts all events by tenant. */
  readonly total: string;
  /** Share of events that must be good, 0 to 1. */
  readonly objective: number;
  readonly period: '7d' | '30d';
}

/** An alert that Datadog cannot raise. */
export interface MissingAlert {
  readonly alert: string;
  /** A sentence. */
  readonly reason: string;
}

export interface DatadogAlertsArgs {
  /** Name of the environment: monitors look at its series only. */
  readonly env: string;
  /** Where the runbooks are read: a URL to which `/NAME.md` is appended. */
  readonly runbooks: string;
}

export interface DatadogAlerts {
  readonly monitors: readonly DatadogMonitor[];
  readonly missing: readonly MissingAlert[];
}

/** Every alert of the catalogue, as its monitors or as missing. The number does not depend on the number of tenants. */
export function datadogAlerts(args: DatadogAlertsArgs, alerts: Readonly<Record<string, Alert>> = catalogue): DatadogAlerts {
  const rendered = Object.entries(alerts).map(([name, alert]) => monitorsOrReason(name, alert, args));
  return {
    monitors: rendered.flatMap((one) => ('reason' in one ? [] : one.monitors)),
    missing: rendered.flatMap((one) => ('reason' in one ? [one] : [])),
  };
}

/** The objectives, each broken down by tenant. */
export function datadogObjectives(env: string): readonly DatadogObjective[] {
  return objectives.map(([name, definition]) => {
    const { title, description, objective, period } = definition;
    const count = (query: Query) => datadogCount(query, { env, expand });
    return {
      name,
      title,
      description,
      good: count(goodEvents(definition, period)),
      total: count(totalEvents(definition, period)),
      objective,
      period: format(period) as DatadogObjective['period'],
    };
  });
}

const objectives = Object.entries(slos) as [SloName, SloDefinition][];

function monitorsOrReason(
  name: string,
  alert: Alert,
  args: DatadogAlertsArgs,
): { readonly monitors: readonly DatadogMonitor[] } | MissingAlert {
  try {
    return { monitors: alert.sloTier ? burnMonitors(name, alert, args) : [plainMonitor(name, alert, args)] };
  } catch (error) {
    if (!(error instanceof NotInDatadog)) throw error;
    return { alert: name, reason: error.message };
  }
}

/** What a recorded series is computed from. One that several rules write, each for its objective, has no single expression. */
function expand(name: RecordedName): Query | undefined {
  const [rule, ...others] = recordingGroups.flatMap(({ rules }) => rules).filter(({ record }) => record === name);
  return others.length === 0 ? rule?.query : undefined;
}

function plainMonitor(name: string, alert: Alert, args: DatadogAlertsArgs): DatadogMonitor {
  return monitor({ name, alert, measure: alert.measure, above: alert.above, value: inWords(alert.unit) }, name, args);
}

/**
 * A pair of windows is a monitor: Datadog's own burn-rate alerts see an objective as a whole, not its tenants. It counts the bad events
 * beyond those that the burn rate allows in the long window. A monitor has one window and one comparison: without the short window it
 * recovers later, by the long one at most, and `least` makes up for the tier's least number of bad events.
 */
function burnMonitors(name: string, alert: Alert, args: DatadogAlertsArgs): readonly DatadogMonitor[] {
  const slo = sloOf(alert);
  if (alert.sloTier === 'slow' || alert.sloTier === undefined) throw new NotInDatadog("What is spent of a whole period's budget");
  const { windows, leastBad } = BURN_TIERS[alert.sloTier];
  return windows.map((window) => {
    const value = `more than ${burnFactor(slo, window)}x`;
    const above = least(leastBad, burnThreshold(slo, window));
    return monitor({ name: `${name}-${window.long}`, alert, measure: beyondAllowed(slo, window), above, value }, name, args);
  });
}

/**
 * How many bad events beyond the allowed ones it takes. Where all events are bad it is passed with the tier's least number of them, and
 * with fewer never; where some are good it takes a few more than ratio and number would by themselves.
 */
function least(leastBad: number, threshold: number): number {
  return Number(((leastBad - 0.5) * (1 - threshold)).toPrecision(12));
}

/** The objective that the alert's measure is about. */
function sloOf({ measure }: Alert): SloDefinition {
  const name = selectorsOf(measure.node).flatMap(({ matchers }) => matchers.filter(({ label }) => label === 'slo'))[0]?.value;
  const found = objectives.find(([slo]) => slo === name);
  if (!found) throw new NotInDatadog('A burn rate of no single objective');
  return found[1];
}

function beyondAllowed(slo: SloDefinition, window: BurnWindow): Vector<'env' | 'tenant'> {
  const long = duration(window.long);
  return badEvents(slo, long).minus(totalEvents(slo, long).times(burnThreshold(slo, window)));
}

function badEvents(slo: SloDefinition, window: Duration): Vector<'env' | 'tenant'> {
  if (slo.sli.kind === 'latency') return totalEvents(slo, window).minus(goodEvents(slo, window));
  const of: Counter<LabelName> | Histogram<LabelName, number> = events(slo.sli.metric);
  return of.where(slo.sli.bad).counted(window).sumBy('env', 'tenant');
}

interface Rendered {
  readonly name: string;
  readonly alert: Alert;
  readonly measure: Query;
  readonly above: number;
  /** How the text says by how much. */
  readonly value: string;
}

function monitor(
  { name, alert, measure, above, value }: Rendered,
  alertName: string,
  { env, runbooks }: DatadogAlertsArgs,
): DatadogMonitor {
  const args: DatadogArgs = { env, expand, ...(alert.for && { for: alert.for }) };
  const { text, groups, fullWindow, computed } = datadog(measure, args);
  // One event is enough: each tenant's is an incident of its own. A fault of the others may be everybody's, and is one notification.
  const notifyBy = alert.above === 0 || groups.length === 1 ? undefined : ['env'];
  const template = datadogTemplate(notifyBy ?? groups, value);
  const said = [alert.summary, alert.description].map((one) => fill(one, alert, template));
  return {
    name,
    alert: alertName,
    severity: alert.severity,
    team: alert.team,
    symptom: alert.symptom,
    query: `${text} > ${above}`,
    above,
    ...(notifyBy && { notifyBy }),
    fullWindow,
    computed,
    maintained: silencedByMaintenance(alert),
    message: `{{#is_alert}}${said.join('. ')}{{/is_alert}}{{#is_recovery}}It is over.{{/is_recovery}}\n\nRunbook: ${runbookUrl(runbooks, alertName)}`,
  };
}

/** Datadog's words. It knows a label only where it tells notifications apart: of the others it is said that there are some. */
function datadogTemplate(notifyBy: readonly string[], value: string): Template {
  return {
    label: (name) => (notifyBy.includes(name) ? `{{${name}.name}}` : `some ${name}s`),
    value: () => value,
  };
}

function inWords(unit: MeasureUnit): string {
  const words: Readonly<Record<MeasureUnit, string>> = {
    ratio: '{{eval "value*100"}}%',
    count: '{{eval "int(value)"}}',
    times: '{{value}}x',
    seconds: '{{value}} s',
  };
  return words[unit];
}
