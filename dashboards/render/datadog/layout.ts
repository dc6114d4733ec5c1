/** Where widgets stand: Datadog's grid is half as wide as Grafana's, and a heading is a group. */
import { COLUMNS, type Dashboard, type Placed } from '../../dashboard.ts';
import type { Definition, Layout, Widget } from './definition.ts';
import { type Context, widgetsOf } from './panels.ts';

/** Columns of Datadog's grid. */
const WIDTH = 12;
/** Less, and it cannot be read: columns and rows of a widget. */
const LEAST = { query_value: [2, 1], toplist: [2, 2], query_table: [4, 3], other: [3, 2] } as const satisfies Record<
  string,
  readonly [number, number]
>;
const NARROWEST = 2;
const SCALE = COLUMNS / WIDTH;

/** What stands above the first heading by itself, and what stands under each as a group. */
export function laidOut({ panels, headings }: Dashboard, context: Context): readonly Widget[] {
  const sections = [{ title: undefined, y: -1 }, ...headings];
  let y = 0;
  return sections.flatMap(({ title, y: from }, index) => {
    const until = sections[index + 1]?.y ?? Number.POSITIVE_INFINITY;
    const { widgets, height } = section(
      panels.filter((placed) => placed.y > from && placed.y < until),
      context,
    );
    if (widgets.length === 0) return [];
    const top = y;
    y += title === undefined ? height : height + 1;
    if (title === undefined) return widgets;
    const definition = { type: 'group', layout_type: 'ordered', title, show_title: true, widgets } as const;
    return [{ definition, layout: { x: 0, y: top, width: WIDTH, height: height + 1 } }];
  });
}

function section(panels: readonly Placed[], context: Context): { readonly widgets: readonly Widget[]; readonly height: number } {
  const widgets: Widget[] = [];
  let y = 0;
  for (const top of [...new Set(panels.map((placed) => placed.y))].toSorted((one, other) => one - other)) {
    const row = panels.filter((placed) => placed.y === top);
    const widths = widthsOf(row);
    const cells = row.map((placed, index) => {
      const width = widths[index] ?? NARROWEST;
      return { width, x: sum(widths.slice(0, index)), placed, made: widgetsOf(placed.panel, context) };
    });
    const height = Math.max(
      ...cells.map(({ placed, made, width }) => Math.max(Math.ceil(placed.height / SCALE), leastHeight(made, width))),
    );
    for (const { made, x, width } of cells) widgets.push(...placedIn(made, { x, y, width, height }));
    y += height;
  }
  return { widgets, height: y };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Half of Grafana's, and none too narrow: what that takes is taken from the widest. */
function widthsOf(row: readonly Placed[]): readonly number[] {
  const widths = row.map(({ width }) => Math.max(NARROWEST, Math.round(width / SCALE)));
  for (let over = sum(widths) - WIDTH; over !== 0; over -= Math.sign(over)) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - Math.sign(over);
  }
  return widths;
}

function leastOf({ type }: Definition): readonly [width: number, height: number] {
  return type === 'query_value' || type === 'toplist' || type === 'query_table' ? LEAST[type] : LEAST.other;
}

/** Whether there is room side by side. */
function beside(made: readonly Definition[], width: number): boolean {
  return made.length === 1 || width >= made.length * Math.max(...made.map((one) => leastOf(one)[0]));
}

function leastHeight(made: readonly Definition[], width: number): number {
  const least = Math.max(...made.map((one) => leastOf(one)[1]));
  return beside(made, width) ? least : made.length * least;
}

/** Side by side where there is room, else one below the other. The last takes what is left. */
function placedIn(made: readonly Definition[], { x, y, width, height }: Layout): readonly Widget[] {
  const across = beside(made, width);
  const [from, whole] = across ? [x, width] : [y, height];
  const each = Math.floor(whole / made.length);
  return made.map((definition, index) => {
    const start = from + index * each;
    const length = index === made.length - 1 ? from + whole - start : each;
    return { definition, layout: across ? { x: start, y, width: length, height } : { x, y: start, width, height: length } };
  });
}
