/** A picture as PNG, with the fonts of this machine. */
import { Resvg } from '@resvg/resvg-js';
import { FONT_FAMILY, FONTS } from '../theme.ts';
import { textWidth } from './text.ts';

const OPTIONS = { font: { loadSystemFonts: true, defaultFontFamily: FONTS[0], sansSerifFamily: FONTS[0] } };
const PROBE = 'e'.repeat(40);
const SIZE = 10;

let fitting: boolean | undefined;

/**
 * Twice as many pixels each way as the picture has units, as screens have them.
 * @throws Error where this machine has no font as wide as the one that texts were measured with: they would overlap, or be missing.
 */
export function png(svg: string): Buffer {
  fitting ??= hasFittingFont();
  if (!fitting) {
    throw new Error(
      `A picture as PNG needs one of the fonts ${FONTS.join(', ')}, and none is installed. On Debian: apt install fonts-liberation. An SVG takes its fonts from whoever shows it.`,
    );
  }
  return new Resvg(svg, { ...OPTIONS, fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
}

/** Any font is taken in the place of a missing one: its width tells. */
export function hasFittingFont(): boolean {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="20"><text y="15" font-size="${SIZE}" font-family="${FONT_FAMILY}">${PROBE}</text></svg>`;
  const width = new Resvg(svg, OPTIONS).getBBox()?.width ?? 0;
  return Math.abs(width - textWidth(PROBE, SIZE)) < SIZE / 2;
}
