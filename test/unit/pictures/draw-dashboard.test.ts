import { describe, expect, it } from 'vitest';
import { drawDashboard } from '../../../pictures/draw/dashboard.ts';
import { drawPanel } from '../../../pictures/draw/panel.ts';
import { png } from '../../../pictures/draw/png.ts';
import type { ThemeName } from '../../../pictures/theme.ts';
import { clashesOf, isInside, overlap, read } from './drawn.ts';
import { FROM, SAMPLE, SAMPLE_DATA, TO } from './samples.ts';

const draw = (width: number, theme: ThemeName = 'light') => drawDashboard(SAMPLE, SAMPLE_DATA, { width, theme });

describe.each([1920, 1440, 1024, 800])('a dashboard of every kind of panel, %i wide', (width) => {
  const { texts, shapes } = read(draw(width));

  it('has every panel, inside the picture and beside the others', () => {
    const ids = shapes.filter(({ attributes }) => attributes['data-panel']).map(({ panel }) => panel);
    expect(ids).toEqual(SAMPLE.panels.map(({ panel }) => panel.id));
    const frames = shapes.filter(({ name, attributes, panel }) => name === 'rect' && panel && attributes.rx === '4');
    const areas = frames.map(({ x, y, attributes }) => ({
      left: x,
      top: y,
      right: x + Number(attributes.width) + 1,
      bottom: y + Number(attributes.height) + 1,
    }));
    expect(areas).toHaveLength(SAMPLE.panels.length);
    for (const [i, area] of areas.entries()) {
      expect(area.right).toBeLessThanOrEqual(width - 16);
      expect(areas.slice(i + 1).filter((other) => overlap(area, other))).toEqual([]);
    }
  });

  it('has no text that leaves its place', () => {
    expect(texts.filter((text) => !isInside(text, text.within))).toEqual([]);
  });

  it('has no text upon another', () => {
    expect(clashesOf(texts)).toEqual([]);
  });
});

describe('a picture', () => {
  const svg = draw(1_440);
  const contents = read(svg).texts.map(({ content }) => content);

  it('says what it is, what was chosen, which time it shows, and what was deployed in it', () => {
    expect(contents).toEqual(
      expect.arrayContaining([
        'Every kind of panel',
        '1 Mar, 08:00 – 14:00 UTC',
        'environment: local · clinics: all · interval: 15m',
        '▼ 09:30 api 1.4.2, 12:00 worker 1.4.3',
        'Over time',
      ]),
    );
  });

  it('is the same each time, and needs no styles, scripts or other files', () => {
    expect(draw(1_440)).toBe(svg);
    expect(svg).not.toMatch(/<(style|script|image|foreignObject)|\sstyle=|href=|\son\w+=/);
  });

  it('names what it refers to once', () => {
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  it('tells a panel and its meaning to those who do not see it', () => {
    expect(svg).toContain('aria-label="Error ratio"');
    expect(svg).toContain('<title>Error ratio: What Error ratio means, and what to do about it.</title>');
  });

  it('takes names as text, whatever is in them', () => {
    const evil = '<script>alert("1")</script>&\u0000\ud800';
    const panels = { ...SAMPLE_DATA.panels, top: { kind: 'table', rows: [{ labels: { tenant: evil }, values: [1] }] } as const };
    const other = drawDashboard(SAMPLE, { ...SAMPLE_DATA, panels, chosen: { clinics: evil } }, { width: 1_440, theme: 'dark' });
    expect(other).not.toContain('<script');
    expect(other).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;\ufffd\ufffd');
  });

  it('gives a clinic one colour on all panels', () => {
    const colorsOf = (clinic: string) => {
      const swatches = [
        ...svg.matchAll(
          new RegExp(
            `stroke="(#[0-9A-Fa-f]{6})" stroke-width="3"[^>]*/>(?:<text[^>]*>[^<]*</text>)*?<text[^>]*>${clinic}</text>`,
            'g',
          ),
        ),
      ];
      return new Set(swatches.map(([, color]) => color));
    };
    expect(colorsOf('clinic-02').size).toBe(1);
    expect(colorsOf('clinic-03').size).toBe(1);
  });

  it('becomes a PNG of twice its size', () => {
    const [first] = SAMPLE.panels;
    if (!first) throw new Error('There is no sample.');
    const place = { width: 300, height: 200, theme: 'dark', from: FROM, to: TO, marks: [] } as const;
    const image = png(drawPanel(first.panel, SAMPLE_DATA.panels[first.panel.id], place));
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([600, 400]);
  });
});
