/** How pictures look on white and on black. What a colour means is `dashboards/style.ts`'s. */

export type ThemeName = 'light' | 'dark';

export interface Theme {
  readonly name: ThemeName;
  /** Behind the panels. */
  readonly page: string;
  readonly panel: string;
  readonly border: string;
  readonly text: string;
  /** Of what explains: axes, names of columns. Still 4.5 to 1 on a panel. */
  readonly muted: string;
  readonly grid: string;
  /** From nothing to most, for heat maps: the shade next to the panel's own colour comes first. */
  readonly shades: readonly string[];
}

/**
 * All of them are as wide as Arial, letter by letter, so that a text that was measured here fits wherever the picture is shown:
 * Arimo comes along for PNGs and Liberation Sans is on most of Linux, Arial and Helvetica elsewhere.
 */
export const FONTS = ['Arimo', 'Liberation Sans', 'Arial', 'Helvetica'] as const;

export const FONT_FAMILY = `${FONTS.map((name) => (name.includes(' ') ? `'${name}'` : name)).join(', ')}, sans-serif`;

/** Viridis, which stays in order for people who do not tell red from green, and in grey. Source: van der Walt and Smith. */
const VIRIDIS = ['#440154', '#482878', '#3e4a89', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6dcd59', '#b4de2c', '#fde725'];

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    name: 'light',
    page: '#f2f3f5',
    panel: '#ffffff',
    border: '#d9dce1',
    text: '#1f2329',
    muted: '#59616e',
    grid: '#e4e6ea',
    shades: VIRIDIS.toReversed(),
  },
  dark: {
    name: 'dark',
    page: '#0f1114',
    panel: '#181b1f',
    border: '#30343b',
    text: '#e6e8eb',
    muted: '#a3aab6',
    grid: '#2a2e35',
    shades: VIRIDIS,
  },
};

/** The colour, or as little of it mixed with the theme's text colour as gives it that contrast on a panel: 4.5 for text, 3 for shapes. */
export function readable(color: string, theme: Theme, contrast = 4.5): string {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, theme.text, share);
    if (contrastOf(mixed, theme.panel) >= contrast) return mixed;
  }
  return theme.text;
}

/** `share` 0 is the first colour, 1 the second. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  return `#${a.map((value, i) => hex(value + ((b[i] ?? value) - value) * share)).join('')}`;
}

/** As WCAG 2 defines it, 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [r, g, b] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}

function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, '0');
}
