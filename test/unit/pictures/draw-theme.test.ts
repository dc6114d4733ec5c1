import { describe, expect, it } from 'vitest';
import { SERIES_COLORS, STATE_COLORS } from '../../../dashboards/style.ts';
import { contrastOf, mix, readable, THEMES, type ThemeName } from '../../../pictures/theme.ts';

it('Contrast is what WCAG says: 21 at most, 4.54 for the grey #767676 on white.', () => {
  expect(contrastOf('#000000', '#ffffff')).toBe(21);
  expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

it('Colours are mixed by share.', () => {
  expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
  expect(mix('#d55e00', '#ffffff', 0)).toBe('#d55e00');
});

describe.each<ThemeName>(['light', 'dark'])('in the %s theme', (name) => {
  const theme = THEMES[name];

  it('texts are read on panels and on the page', () => {
    for (const fill of [theme.text, theme.muted]) {
      for (const behind of [theme.panel, theme.page]) expect(contrastOf(fill, behind)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('texts in the colour of a state are read, and its shapes are seen', () => {
    for (const color of Object.values(STATE_COLORS)) {
      expect(contrastOf(readable(color, theme), theme.panel)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(readable(color, theme, 3), theme.panel)).toBeGreaterThanOrEqual(3);
    }
  });

  it('lines stand out', () => {
    for (const color of SERIES_COLORS) expect(contrastOf(color, theme.panel)).toBeGreaterThanOrEqual(2);
  });

  it('shades go one way: from the one next to the panel to the one furthest from it', () => {
    const contrasts = theme.shades.map((shade) => contrastOf(shade, theme.panel));
    expect(contrasts).toEqual(contrasts.toSorted((a, b) => a - b));
  });
});
