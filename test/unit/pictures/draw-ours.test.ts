import { describe, expect, it } from 'vitest';
import { DASHBOARDS } from '../../../dashboards/index.ts';
import { drawDashboard } from '../../../pictures/draw/dashboard.ts';
import { isInside, overlap, read } from './drawn.ts';
import { madeUp } from './made-up.ts';
import { CLINICS, FROM, TO } from './samples.ts';

const FACTORS = [1, 0, 1e-7, 1e6, -1];

describe.each(DASHBOARDS.map((dashboard) => [dashboard.title, dashboard] as const))('the dashboard %s', (_, dashboard) => {
  it.each([1_024, 1_440])('is drawn %i wide without a text that leaves its place or stands upon another, whatever the values', (width) => {
    for (const factor of FACTORS) {
      const panels = Object.fromEntries(dashboard.panels.map(({ panel }) => [panel.id, madeUp(panel, factor)]));
      const marks = [{ from: FROM + 5_400_000, to: FROM + 5_700_000, text: 'clinic 1.4.2' }];
      const data = { panels, marks, from: FROM, to: TO, chosen: { environment: 'local', clinics: CLINICS.join(', '), interval: '15m' } };
      const svg = drawDashboard(dashboard, data, { width, theme: 'light' });
      const { texts } = read(svg);
      expect(texts.filter((text) => !isInside(text, text.within)).map(({ panel, content }) => [factor, panel, content])).toEqual([]);
      const clashes = texts.flatMap((text, i) =>
        texts.slice(i + 1).flatMap((other) => (other.panel === text.panel && overlap(text, other) ? [[factor, text.panel, text.content, other.content]] : [])),
      );
      expect(clashes).toEqual([]);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  }, 60_000);
});
