/** Panels that have nothing to show, in words. */
import { STATE_COLORS } from '../../dashboards/style.ts';
import { readable } from '../theme.ts';
import { type Box, type Look, text } from './svg.ts';
import { wrapped } from './text.ts';

export const NO_DATA = 'No data in this time';

const SIZE = 12;
const LINE = 17;

/** Calm: that nothing happened is no fault. */
export function empty(box: Box, { theme }: Look, message = NO_DATA): string {
  return lines(message, box, theme.muted);
}

export function failed(message: string, box: Box, { theme }: Look): string {
  return lines(message, box, readable(STATE_COLORS.critical, theme));
}

function lines(message: string, { width, height }: Box, fill: string): string {
  const shown = wrapped(message, width - 8, SIZE, Math.max(1, Math.floor(height / LINE)));
  const top = (height - shown.length * LINE) / 2;
  return shown.map((line, i) => text(width / 2, top + (i + 0.75) * LINE, line, { size: SIZE, fill, anchor: 'middle' })).join('');
}
