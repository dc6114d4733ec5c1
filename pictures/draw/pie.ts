/** Shares of a whole: a ring, and a list that names each part with its value and share. */
import type { PiePanel } from '../../dashboards/panel.ts';
import type { NamedValue } from '../data.ts';
import { chart } from './chart.ts';
import { looksOf } from './colors.ts';
import { format } from './format.ts';
import { legendOf } from './legend.ts';
import { empty } from './message.ts';
import { type Box, type Look, moved, text } from './svg.ts';
import { textWidth } from './text.ts';

const GAP = 14;
/** A list beside the ring needs this much. */
const BESIDE = 300;

export function drawPie({ unit }: PiePanel, given: readonly NamedValue[], box: Box, look: Look): string {
  const values = given.filter(({ value }) => Number.isFinite(value) && value >= 0).toSorted((a, b) => b.value - a.value);
  if (values.length === 0) return empty(box, look);
  const total = values.reduce((sum, { value }) => sum + value, 0);
  // Colours by what was asked, not by size: a part keeps its colour when it grows.
  const looks = new Map(looksOf(given).map((seriesLook, i) => [given[i]?.name, seriesLook]));
  const entries = values.map(({ name, value }) => ({
    name,
    color: looks.get(name)?.color ?? look.theme.muted,
    // Of nothing there are no shares.
    values: [format(value, unit), format(value / total, 'ratio')],
  }));

  const beside = box.width >= BESIDE;
  const below = beside ? undefined : legendOf(entries, ['value', 'share'], box);
  const side = Math.max(
    20,
    beside ? Math.min(box.height, box.width * 0.42) : Math.min(box.height - (below?.height ?? 0) - 8, box.width),
  );
  const left = beside ? 0 : (box.width - side) / 2;
  const parts = total === 0 ? [{ value: 1, itemStyle: { color: look.theme.grid } }] : slices(values, entries, look);
  const ring = {
    type: 'pie' as const,
    silent: true,
    radius: ['60%', '98%'] as [string, string],
    label: { show: false },
    labelLine: { show: false },
    data: parts,
  };
  const top = beside ? (box.height - side) / 2 : 0;
  const pieces = [
    moved(left, top, chart({ series: [ring] }, { width: side, height: side }, look.key), whole(format(total, unit), side, look)),
  ];
  if (below) pieces.push(moved(0, box.height - below.height, below.draw(look)));
  else {
    const area = { width: Math.min(box.width - side - GAP, 2 * BESIDE - 40), height: box.height / 0.42 };
    const legend = legendOf(entries, ['value', 'share'], area);
    pieces.push(moved(side + GAP, Math.max(0, (box.height - legend.height) / 2), legend.draw(look)));
  }
  return pieces.join('');
}

function slices(values: readonly NamedValue[], entries: readonly { readonly color: string }[], { theme }: Look) {
  const border = values.filter(({ value }) => value > 0).length > 1 ? { borderColor: theme.panel, borderWidth: 1 } : {};
  return values.map(({ value }, i) => ({ value, itemStyle: { color: entries[i]?.color ?? theme.muted, ...border } }));
}

/** The sum in the middle of the ring, where it fits. */
function whole(total: string, side: number, { theme }: Look): string {
  const size = Math.min(18, side / 7);
  return textWidth(total, size, true) > side * 0.5
    ? ''
    : text(side / 2, side / 2 + size * 0.35, total, { size, fill: theme.text, bold: true, anchor: 'middle' });
}
