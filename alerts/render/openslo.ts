/**
 * Renders the objectives as OpenSLO v1 documents, for tools that read those. Nothing of ours reads them.
 * Specification: https://github.com/OpenSLO/OpenSLO
 */
import { duration, format, type SloName, slos } from '../../telemetry/contract/index.ts';
import { promql, type Query, recorded } from '../../telemetry/query/index.ts';
import { selectorsOf } from '../../telemetry/query/walk.ts';
import type { Alert, SloTier } from '../alert.ts';
import { sloAlerts } from '../catalogue/slo.ts';
import { type Channel, channelOf } from '../routing.ts';
import { BURN_TIERS, type BurnWindow, burnFactor } from '../slo/burn-rate.ts';
import { goodEvents, totalEvents } from '../slo/sli.ts';

/** One document of a file. */
export interface OpenSloDocument {
  readonly apiVersion: 'openslo/v1';
  readonly kind: 'Service' | 'SLI' | 'SLO' | 'AlertPolicy' | 'AlertNotificationTarget';
  readonly metadata: Metadata;
  readonly spec: Readonly<Record<string, unknown>>;
}

interface Metadata {
  readonly name: string;
  readonly displayName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** What OpenSLO has no word for. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What the objectives are of. */
const SERVICE = 'clinic';

/** Whom the alerts of an environment that pages reach. */
const PAGING = { pages: true };

const names = Object.keys(slos) as readonly SloName[];

/** The documents by file: `shared`, to which the others refer, and one for each objective, with its indicator and its alerts. */
export function openSlo(): Readonly<Record<string, readonly OpenSloDocument[]>> {
  const all = names.map((slo) => ({ slo, policies: policiesOf(slo) }));
  const channels = new Set(all.flatMap(({ policies }) => policies.map(({ channel }) => channel)));
  const own = all.map(
    ({ slo, policies }) => [slo, [indicator(slo), objective(slo, policies), ...policies.map(policyDocument)]] as const,
  );
  return { shared: [service(), ...[...channels].sort().map(target)], ...Object.fromEntries(own) };
}

function document(kind: OpenSloDocument['kind'], metadata: Metadata, spec: OpenSloDocument['spec']): OpenSloDocument {
  return { apiVersion: 'openslo/v1', kind, metadata, spec };
}

function service(): OpenSloDocument {
  return document(
    'Service',
    { name: SERVICE, displayName: 'Clinic application' },
    { description: 'What the users of each clinic feel.' },
  );
}

/** The first word of a channel's name says what it is. */
function target(channel: Channel): OpenSloDocument {
  return document('AlertNotificationTarget', { name: channel }, { target: channel.split('-')[0] });
}

/** The window in which the platform counts events anew every minute. */
const COUNTED = '5m';

/**
 * Good and total events of each tenant, as the platform records them: counts of a window, and so no counters. A sum of them over any
 * period is weighted by traffic. The second query says from which metric they are counted.
 */
function indicator(slo: SloName): OpenSloDocument {
  const source = (series: Query, from: Query) => ({
    metricSource: { type: 'Prometheus', spec: { query: promql(series, 1), countedFrom: promql(from, 1) } },
  });
  const window = duration(COUNTED);
  const { title, description } = slos[slo];
  return document(
    'SLI',
    { name: slo, displayName: title },
    {
      description,
      ratioMetric: {
        counter: false,
        good: source(recorded(`slo:good:increase${COUNTED}`, { slo }).sumBy('env', 'tenant'), goodEvents(slos[slo], window)),
        total: source(recorded(`slo:total:increase${COUNTED}`, { slo }).sumBy('env', 'tenant'), totalEvents(slos[slo], window)),
      },
    },
  );
}

function objective(slo: SloName, policies: readonly Policy[]): OpenSloDocument {
  const { title, description, objective: share, period } = slos[slo];
  return document(
    'SLO',
    { name: slo, displayName: title, labels: { per: slos[slo].per } },
    {
      description,
      service: SERVICE,
      indicatorRef: slo,
      timeWindow: [{ duration: format(period), isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ displayName: title, target: share }],
      alertPolicies: policies.map(({ name }) => ({ alertPolicyRef: name })),
    },
  );
}

interface Policy {
  readonly name: string;
  readonly alert: Alert;
  readonly channel: Channel;
  readonly threshold: number;
  readonly lookback: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An alert of several windows has a policy for each: OpenSLO knows one condition in a policy, and one window in a condition. */
function policiesOf(slo: SloName): readonly Policy[] {
  const burning = (Object.keys(BURN_TIERS) as (keyof typeof BURN_TIERS)[]).flatMap((tier) => {
    const { windows, leastBad } = BURN_TIERS[tier];
    return windows.map((window: BurnWindow) => ({
      ...shared(slo, tier, window.long),
      threshold: burnFactor(slos[slo], window),
      also: { 'vigia/short-window': window.short, 'vigia/least-bad-events': String(leastBad) },
    }));
  });
  // More than the budget of the period is spent: over the whole period it burned faster than once.
  const spent = { ...shared(slo, 'slow', format(slos[slo].period)), threshold: 1, also: {} };
  return [...burning, spent].map(({ alertname, also, ...policy }) => ({
    ...policy,
    annotations: { 'vigia/alert': alertname, ...also },
  }));
}

function shared(slo: SloName, tier: SloTier, lookback: string) {
  const [alertname, alert] = alertOf(slo, tier);
  const channel = channelOf(PAGING, { alertname, severity: alert.severity, team: alert.team });
  return { name: `${slo}-${tier}-${lookback}`, alertname, alert, channel, lookback };
}

/** @throws RangeError where an objective has no alert of that tier */
function alertOf(slo: SloName, tier: SloTier): readonly [name: string, Alert] {
  const isOf = ({ measure }: Alert) =>
    selectorsOf(measure.node).every(({ matchers }) => matchers.some(({ label, value }) => label === 'slo' && value === slo));
  const found = Object.entries<Alert>(sloAlerts).find(([, alert]) => alert.sloTier === tier && isOf(alert));
  if (!found) throw new RangeError(`The objective ${slo} has no alert of the tier ${tier}.`);
  return found;
}

function policyDocument({ name, alert, channel, threshold, lookback, annotations }: Policy): OpenSloDocument {
  const condition = { kind: 'burnrate', op: 'gt', threshold, lookbackWindow: lookback };
  return document(
    'AlertPolicy',
    { name, labels: { team: alert.team }, annotations },
    {
      alertWhenBreaching: true,
      alertWhenResolved: true,
      alertWhenNoData: false,
      conditions: [{ kind: 'AlertCondition', metadata: { name }, spec: { severity: alert.severity, condition } }],
      notificationTargets: [{ targetRef: channel }],
    },
  );
}
