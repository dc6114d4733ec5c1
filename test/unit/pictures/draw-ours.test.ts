import { describe, expect, it } from 'vitest';
import { DASHBOARDS } from '../../../dashboards/index.ts';
import { drawDashboard } from '../../../pictures/draw/dashboard.ts';
import { clashesOf, isInside, read } from './drawn.ts';
import { madeUp } from './made-up.ts';
import { CLINICS, FROM, TO } from './samples.ts';

/** Widths, and how many times the usual values. */
const CASES = [
  [1_024, 1],
  [1_024, 1e6],
  [1_440, 0],
  [1_440, -1],
] as const;

describe.each(DASHBOARDS.map((dashboard) => [dashboard.title, dashboard] as const))('the dashboard %s', (_, dashboard) => {
  it.each(CASES)(
    'is drawn %i wide, of %d times what is usual, without a text that leaves its place or stands upon another',
    (width, factor) => {
      const panels = Object.fromEntries(dashboard.panels.map(({ panel }) => [panel.id, madeUp(panel, factor)]));
      const marks = [{ from: FROM + 5_400_000, to: FROM + 5_700_000, text: 'clinic 1.4.2' }];
      const data = {
        panels,
        marks,
        from: FROM,
        to: TO,
        chosen: { environment: 'local', clinics: CLINICS.join(', '), interval: '15m' },
      };
      const svg = drawDashboard(dashboard, data, { width, theme: 'light' });
      const { texts } = read(svg);
      expect(texts.filter((text) => !isInside(text, text.within)).map(({ panel, content }) => [panel, content])).toEqual([]);
      expect(clashesOf(texts)).toEqual([]);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    },
    30_000,
  );
});
