/** A whole dashboard as one picture. */
import { COLUMNS, type Dashboard } from '../../dashboards/dashboard.ts';
import type { DashboardData } from '../data.ts';
import { THEMES, type ThemeName } from '../theme.ts';
import { dayOf, timeOf } from './axis.ts';
import { paletteOf } from './colors.ts';
import { framed, picture } from './panel.ts';
import { type Look, moved, tag, text, widest } from './svg.ts';
import { fitted, textWidth, wrapped } from './text.ts';

export interface PictureOptions {
  readonly width: number;
  readonly theme: ThemeName;
}

const MARGIN = 16;
/** Between panels. */
const GAP = 8;
/** One unit of the grid's height, as Grafana has it. */
const UNIT = 30;
const HEADING = 84;

export function drawDashboard(dashboard: Dashboard, data: DashboardData, { width, theme: name }: PictureOptions): string {
  const theme = THEMES[name];
  const column = (width - 2 * MARGIN + GAP) / COLUMNS;
  const rows = Math.max(0, ...dashboard.panels.map(({ y, height }) => y + height), ...dashboard.headings.map(({ y }) => y + 1));
  const height = HEADING + rows * (UNIT + GAP) + MARGIN;
  const palette = paletteOf(dashboard.panels.map(({ panel }) => data.panels[panel.id]));
  const look = { theme, from: data.from, to: data.to, marks: data.marks, palette };
  const top = (y: number) => HEADING + y * (UNIT + GAP);

  const panels = dashboard.panels.map(({ panel, number, ...placed }) => {
    const box = { width: Math.floor(placed.width * column - GAP), height: placed.height * (UNIT + GAP) - GAP };
    const at = [Math.floor(MARGIN + placed.x * column), top(placed.y)] as const;
    return moved(...at, framed(panel, data.panels[panel.id], box, { ...look, key: `p${number}` }));
  });
  const headings = dashboard.headings.map(({ title, y }) => {
    const style = { size: 15, fill: theme.text, bold: true, width: width - 2 * MARGIN };
    return text(MARGIN, top(y) + 24, title, style);
  });
  return picture(
    { width, height },
    tag('rect', { width, height, fill: theme.page }),
    heading(dashboard, data, width, { ...look, key: 'heading' }),
    ...headings,
    ...panels,
  );
}

/** What it is, what was chosen, and which time it shows. */
function heading(
  { title, description }: Dashboard,
  { chosen, from, to, marks }: DashboardData,
  width: number,
  { theme }: Look,
): string {
  const room = width - 2 * MARGIN;
  const right = width - MARGIN;
  const choice = Object.entries(chosen)
    .map(([what, value]) => `${what}: ${value}`)
    .join(' · ');
  const shown = marks
    .filter((mark) => mark.from >= from && mark.from <= to)
    .map((mark) => `${timeOf(mark.from).slice(0, 5)} ${mark.text}`);
  const facts = [
    fitted(period(from, to), room / 2, 13),
    fitted(choice, room / 2, 12),
    shown.length > 0 ? fitted(`▼ ${shown.join(', ')}`, room / 2, 12) : '',
  ];
  // What stands at the right takes what it needs, at most half; the left one the rest.
  const left = room - Math.max(textWidth(facts[0] ?? '', 13), widest(facts.slice(1), 12)) - 3 * GAP;
  return [
    text(MARGIN, 32, title, { size: 22, fill: theme.text, bold: true, width: left }),
    ...wrapped(description, left, 13, 2).map((line, i) => text(MARGIN, 54 + i * 17, line, { size: 13, fill: theme.muted })),
    ...facts.map((fact, i) =>
      text(right, 29 + i * 18, fact, { size: i === 0 ? 13 : 12, fill: i === 0 ? theme.text : theme.muted, anchor: 'end' }),
    ),
  ].join('');
}

function period(from: number, to: number): string {
  const [first, last] = [dayOf(from), dayOf(to)];
  const times = [timeOf(from).slice(0, 5), timeOf(to).slice(0, 5)];
  return first === last ? `${first}, ${times[0]} – ${times[1]} UTC` : `${first}, ${times[0]} – ${last}, ${times[1]} UTC`;
}
