/** The look of panels in Datadog's words: units, thresholds, times and links. */
import type { Duration } from '../../../telemetry/contract/index.ts';
import type { SpanAttributeName } from '../../../telemetry/contract/spans.ts';
import type { Thresholds } from '../../style.ts';
import { STATE_COLORS, type State } from '../../style.ts';
import { UNITS, type Unit, type UnitDefinition } from '../../units.ts';
import { ENV, TENANT } from '../../variables.ts';
import type { ConditionalFormat, CustomLink, LiveSpan, Marker, NumberFormat } from './definition.ts';

export function numberFormat(unit: Unit): NumberFormat | undefined {
  const { datadog }: UnitDefinition = UNITS[unit];
  if (!datadog) return undefined;
  if ('label' in datadog) return { unit: { type: 'custom_unit_label', label: datadog.label } };
  return { unit: { type: 'canonical_unit', unit_name: datadog.unit, ...(datadog.per && { per_unit_name: datadog.per }) } };
}

const SEVERITIES = { critical: 'error', warning: 'warning', neutral: 'info', good: 'ok' } as const satisfies Record<State, string>;

/** A line at each step. */
export function markers({ steps }: Thresholds): readonly Marker[] {
  return steps.map(({ from, state }) => ({ value: `y = ${from}`, display_type: `${SEVERITIES[state]} dashed` as const }));
}

/** The first that matches counts, so the highest step comes first. What is neutral looks like any other number. */
export function conditionalFormats({ base, steps }: Thresholds, as: 'custom_bg' | 'custom_text'): readonly ConditionalFormat[] {
  const colored = (state: State) => {
    const color = STATE_COLORS[state];
    return as === 'custom_bg' ? { palette: as, custom_bg_color: color } : { palette: as, custom_fg_color: color };
  };
  const lowest = steps[0];
  return [
    ...steps.toReversed().map(({ from, state }) => ({ comparator: '>=' as const, value: from, ...colored(state) })),
    ...(lowest && base !== 'neutral' ? [{ comparator: '<' as const, value: lowest.from, ...colored(base) }] : []),
  ];
}

/** The time up to now: in the largest unit of which it is a whole number. */
export function live({ ms }: Duration): LiveSpan {
  const minutes = ms / 60_000;
  if (minutes % 1_440 === 0) return { type: 'live', unit: 'day', value: minutes / 1_440 };
  if (minutes % 60 === 0) return { type: 'live', unit: 'hour', value: minutes / 60 };
  return { type: 'live', unit: 'minute', value: Math.ceil(minutes) };
}

const TENANT_ATTRIBUTE: SpanAttributeName = 'tenant.id';
/** The semantic convention's name, under which spans carry the route template. */
const ROUTE_ATTRIBUTE = 'http.route';
const SPAN_TIMES = 'start={{timestamp_start}}&end={{timestamp_end}}&paused=true';
const LOG_TIMES = 'from_ts={{timestamp_start}}&to_ts={{timestamp_end}}&live=false';

/** From what was clicked on to its traces and records, in the time that was clicked on. Paths: they hold on each of Datadog's sites. */
export function links(groups: readonly string[], ofTenants: boolean): readonly CustomLink[] {
  const env = `env:{{$${ENV}.value}}`;
  if (groups.includes('route')) {
    return [
      { label: 'Traces of {{route.value}}', link: `/apm/traces?query=${env} @${ROUTE_ATTRIBUTE}:"{{route.value}}"&${SPAN_TIMES}` },
    ];
  }
  if (!groups.includes('tenant') && !ofTenants) return [];
  const tenant = groups.includes('tenant') ? '{{tenant.value}}' : `{{$${TENANT}.value}}`;
  return [
    { label: `Traces of ${tenant}`, link: `/apm/traces?query=${env} @${TENANT_ATTRIBUTE}:${tenant}&${SPAN_TIMES}` },
    { label: `Log lines of ${tenant}`, link: `/logs?query=${env} tenant:${tenant}&${LOG_TIMES}` },
  ];
}
