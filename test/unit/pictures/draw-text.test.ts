import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { FONT_OPTIONS } from '../../../pictures/draw/png.ts';
import { fitted, textWidth, wrapped } from '../../../pictures/draw/text.ts';
import { FONT_FAMILY } from '../../../pictures/theme.ts';

/** Without what letters have at their sides: the difference of two lengths has none of it. */
function drawnWidth(text: string, bold: boolean): number {
  const weight = bold ? ' font-weight="700"' : '';
  const width = (content: string) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="40" font-family="${FONT_FAMILY}"><text y="30" font-size="20"${weight}>${content}</text></svg>`;
    return new Resvg(svg, { font: FONT_OPTIONS }).getBBox()?.width ?? 0;
  };
  return width(`H${text}H`) - width('HH');
}

describe('the width of a text', () => {
  it.each([
    'clinic-03',
    'The quick brown fox jumps over the lazy dog',
    'San Sebastián de los Reyes',
    '1,234,567.89 req/s',
    '99.95 % – 1.5 s × 3 …',
    'µ ≤ ≥ − €',
  ])('is what is drawn: "%s"', (text) => {
    // Pairs of letters are set closer than each alone.
    for (const bold of [false, true])
      expect(Math.abs(textWidth(text, 20, bold) - drawnWidth(text, bold))).toBeLessThan(text.length * 0.12 + 1);
  });
});

it('The width of other scripts is guessed rather too large.', () => {
  expect(textWidth('診療所', 10)).toBe(30);
  expect(textWidth('клиника', 10)).toBe(56);
});

describe('a text that is too long', () => {
  it('ends in an ellipsis, and then fits', () => {
    const short = fitted('Centro de Rehabilitación', 90, 12);
    expect(short).toBe('Centro de Re…');
    expect(textWidth(short, 12)).toBeLessThanOrEqual(90);
    expect(fitted('clinic', 90, 12)).toBe('clinic');
    expect(fitted('clinic', 3, 12)).toBe('');
  });

  it('is broken between words, as many lines as there may be', () => {
    expect(wrapped('one two three four five six', 60, 12, 3)).toEqual(['one two', 'three four', 'five six']);
    expect(wrapped('one two three four five six', 60, 12, 2)).toEqual(['one two', 'three fou…']);
    expect(wrapped('', 60, 12, 2)).toEqual([]);
  });
});
