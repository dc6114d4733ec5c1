/** Below a plot: what each line is, and its numbers. */
import { type Box, type Look, tag, text, widest } from './svg.ts';
import { textWidth } from './text.ts';

export interface LegendEntry {
  readonly name: string;
  readonly color: string;
  readonly dash?: string;
  /** One for each of the legend's columns. */
  readonly values: readonly string[];
}

export interface Legend {
  readonly height: number;
  /** Of entries; those that found no room are counted in its last row. */
  readonly shown: number;
  readonly draw: (look: Look) => string;
}

interface Layout {
  /** Side by side. */
  readonly blocks: number;
  readonly blockWidth: number;
  readonly rows: number;
  /** Widths of the columns that are shown. */
  readonly columns: readonly number[];
}

const ROW = 16;
const SIZE = 11;
const SWATCH = 16;
const GAP = 10;
const BETWEEN = 16;
/** A name that is cut to this is still told from others. */
const NAME = 130;
/** Of the height: the plot keeps more than half. */
const SHARE = 0.42;

export function legendOf(entries: readonly LegendEntry[], titles: readonly string[], box: Box): Legend {
  const layout = layOut(entries, titles, box);
  const { blocks, blockWidth, rows, columns } = layout;
  const room = rows * blocks;
  const shown = entries.length > room ? room - 1 : entries.length;
  const header = columns.length > 0 ? 1 : 0;

  const draw = (look: Look): string => {
    const pieces: string[] = [];
    for (let block = 0; block < blocks; block++) {
      const left = block * (blockWidth + BETWEEN);
      if (header) pieces.push(numbers(left + blockWidth, 11, titles, columns, look.theme.muted));
      for (const [i, entry] of entries.slice(block * rows, Math.min(shown, (block + 1) * rows)).entries()) {
        pieces.push(drawEntry(entry, left, (i + header) * ROW + 11, layout, look));
      }
    }
    if (shown < entries.length) {
      const left = (blocks - 1) * (blockWidth + BETWEEN) + SWATCH;
      const style = { size: SIZE, fill: look.theme.muted };
      pieces.push(text(left, (rows - 1 + header) * ROW + 11, `and ${entries.length - shown} more`, style));
    }
    return tag('g', { class: 'legend' }, ...pieces);
  };
  return { height: (rows + header) * ROW, shown, draw };
}

/** A name is worth more than its last number: columns give way to names, as long as that shows more of them. */
function layOut(entries: readonly LegendEntry[], titles: readonly string[], { width, height }: Box): Layout {
  const widths = titles.map((title, i) => widest([title, ...entries.map(({ values }) => values[i] ?? '')], SIZE));
  const names = Math.min(
    NAME,
    widest(
      entries.map(({ name }) => name),
      SIZE,
    ),
  );
  const most = Math.max(1, Math.floor((height * SHARE) / ROW) - 1);
  const layouts = titles.map((_, gone): Layout & { shows: number } => {
    const columns = widths.slice(0, titles.length - gone);
    const block = SWATCH + names + sum(columns) + columns.length * GAP;
    const blocks = Math.max(1, Math.min(Math.floor((width + BETWEEN) / (block + BETWEEN)), Math.ceil(entries.length / 2), 4));
    const rows = Math.min(most, Math.ceil(entries.length / blocks));
    const blockWidth = (width - (blocks - 1) * BETWEEN) / blocks;
    return { blocks, blockWidth, rows, columns, shows: Math.min(rows * blocks, entries.length) };
  });
  const best = Math.max(...layouts.map(({ shows }) => shows));
  return withinWidth(layouts.find(({ shows }) => shows === best) ?? { blocks: 1, blockWidth: width, rows: most, columns: [] });
}

/** Numbers that would leave nothing of the names are left out. */
function withinWidth(layout: Layout): Layout {
  const { columns, blockWidth } = layout;
  const fitting = columns.filter((_, i) => blockWidth - SWATCH - sum(columns.slice(0, i + 1)) - (i + 1) * GAP >= 60);
  return { ...layout, columns: fitting };
}

function drawEntry(
  { name, color, dash, values }: LegendEntry,
  left: number,
  baseline: number,
  layout: Layout,
  { theme }: Look,
): string {
  const { blockWidth, columns } = layout;
  const room = blockWidth - SWATCH - sum(columns) - columns.length * GAP;
  return [
    tag('path', { d: `M${left} ${baseline - 4}h${SWATCH - 5}`, stroke: color, 'stroke-width': 3, 'stroke-dasharray': dash }),
    numbers(left + blockWidth, baseline, values, columns, theme.text),
    text(left + SWATCH, baseline, name, { size: SIZE, fill: theme.text, width: room }),
  ].join('');
}

/** Right-aligned, the last one at the right. */
function numbers(right: number, baseline: number, values: readonly string[], columns: readonly number[], fill: string): string {
  return columns
    .map((_, i) => {
      const behind = columns.slice(i + 1);
      return text(right - sum(behind) - behind.length * GAP, baseline, values[i] ?? '', { size: SIZE, fill, anchor: 'end' });
    })
    .join('');
}

/** In one line, for a plot with a single line; its numbers as far as they leave room for the name. */
export function singleLegend({ name, color, dash, values }: LegendEntry, titles: readonly string[], { width }: Box): Legend {
  const choices = titles.map((_, gone) => {
    const shown = titles.slice(0, titles.length - gone);
    return shown.map((title, i) => `${title} ${values[i] ?? ''}`).join(', ');
  });
  const room = (told: string) => width - SWATCH - textWidth(told, SIZE) - GAP;
  const told = choices.find((choice) => room(choice) >= Math.min(NAME, textWidth(name, SIZE))) ?? '';
  const draw = ({ theme }: Look): string =>
    tag(
      'g',
      { class: 'legend' },
      tag('path', { d: `M0 7h${SWATCH - 5}`, stroke: color, 'stroke-width': 3, 'stroke-dasharray': dash }),
      text(SWATCH, 11, name, { size: SIZE, fill: theme.text, width: room(told) }),
      told === '' ? '' : text(width, 11, told, { size: SIZE, fill: theme.muted, anchor: 'end' }),
    );
  return { height: ROW, shown: 1, draw };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
