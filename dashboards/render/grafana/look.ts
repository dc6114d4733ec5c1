/** The look that panels share: colours, thresholds, names. */
import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type LabelDefinition, labels } from '../../../telemetry/contract/index.ts';
import type { Target, TimeSeriesPanel } from '../../panel.ts';
import { SERIES_COLORS, STATE_COLORS, type Thresholds } from '../../style.ts';

/** Without any, Grafana would put its own: green, and red from 80 on. */
export function thresholds({ base, steps }: Thresholds = { base: 'neutral', steps: [] }): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([
      { value: null, color: STATE_COLORS[base] },
      ...steps.map(({ from, state }) => ({ value: from, color: STATE_COLORS[state] })),
    ]);
}

/** By the state that the value is in. */
export function byState(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

/**
 * For series whose names nobody knows beforehand, such as clinics: no two of ten are alike, and a legend names each. Grafana 13 has a
 * palette that is safe for colour-blind people (`palette-colorblind`); 12 does not know it and would draw every line in one colour.
 */
export function byPosition(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic);
}

export interface Override {
  readonly matcher: { readonly id: 'byName' | 'byRegexp'; readonly options: string };
  readonly properties: readonly DynamicConfigValue[];
}

/** Colours by name, where the names are known: those of states first of all, then those of series. */
export function colorOverrides(targets: readonly Target[], states: TimeSeriesPanel['states'] = []): Override[] {
  const known = knownNames(targets).filter((name) => !states.some((state) => new RegExp(state.name).test(name)));
  return [
    ...known.map((name, i) => colored({ id: 'byName', options: name }, SERIES_COLORS[i % SERIES_COLORS.length] ?? '')),
    // The last that matches wins in Grafana, the first with us.
    ...states.map(({ name, state }) => colored({ id: 'byRegexp', options: `/${name}/` }, STATE_COLORS[state])).reverse(),
  ];
}

function colored(matcher: Override['matcher'], color: string): Override {
  return { matcher, properties: [{ id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: color } }] };
}

/** The names that the targets' series can have, of those targets whose labels all have closed sets of values. */
function knownNames(targets: readonly Target[]): string[] {
  const names = targets.flatMap(({ legend }) => namesOf(legend));
  return names.length > SERIES_COLORS.length ? [] : names;
}

function namesOf(legend: string): string[] {
  const label = /\{\{(\w+)\}\}/.exec(legend);
  if (!label) return [legend];
  const definition: LabelDefinition | undefined = Object.entries(labels).find(([name]) => name === label[1])?.[1];
  return (definition?.values ?? []).flatMap((value) => namesOf(legend.replace(label[0], value)));
}

/** Whether a panel may have more than one series. */
export function hasSeveral(targets: readonly Target[]): boolean {
  return targets.length > 1 || targets.some(({ legend }) => legend.includes('{{'));
}

/** Whether series are named by the label. */
export function named(targets: readonly Target[], label: 'tenant' | 'route'): boolean {
  return targets.some(({ legend }) => legend.includes(`{{${label}}}`));
}
