/** A picture as PNG: with a font that comes along, so that it is the same on every machine. */
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';

/** Arimo has the widths that texts are measured with. */
const FONT = 'Arimo';
const FONT_FILES = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'].map((file) =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/arimo/${file}`)),
);

/** Letters that it lacks, of other scripts, are taken from the machine's fonts. */
export const FONT_OPTIONS = { loadSystemFonts: true, fontFiles: FONT_FILES, defaultFontFamily: FONT, sansSerifFamily: FONT };

/** Twice as many pixels each way as the picture has units, as screens have them. */
export function png(svg: string): Buffer {
  return new Resvg(svg, { font: FONT_OPTIONS, fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
}
