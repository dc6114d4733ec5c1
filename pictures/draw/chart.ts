/** Apache ECharts, as a pure function from an option to a piece of SVG. */
import { CustomChart, LineChart, PieChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { EChartsOption } from 'echarts/types/dist/shared';
import { FONT_FAMILY } from '../theme.ts';
import type { Box } from './svg.ts';
import { textWidth } from './text.ts';

echarts.use([CustomChart, GridComponent, LineChart, PieChart, SVGRenderer]);
// Without a browser it guesses widths: it must know the same ones as everything else in the picture.
echarts.setPlatformAPI({
  measureText: (text, font = '') => ({
    width: textWidth(text, Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 12), /bold|700/.test(font)),
  }),
});

/** @param key begins the names of what the piece refers to in itself: unique in the picture */
export function chart(option: EChartsOption, { width, height }: Box, key: string): string {
  const instance = echarts.init(null, null, { renderer: 'svg', ssr: true, width: Math.floor(width), height: Math.floor(height) });
  try {
    instance.setOption({ animation: false, useUTC: true, textStyle: { fontFamily: FONT_FAMILY, fontSize: 11 }, ...option });
    return piece(instance.renderToSVGString(), key);
  } finally {
    instance.dispose();
  }
}

/** Without its frame, its styles (a page's policy may forbid them) and what only its own scripts read; named the same each time. */
function piece(svg: string, key: string): string {
  return svg
    .replace(/^<svg[^>]*>\s*(<rect [^>]*fill="none"[^>]*><\/rect>)?/, '')
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/ (?:ecmeta_[a-z_]+|pointer-events|class|xml:space)="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => attributesOf(style))
    .replace(/zr\d+-/g, `${key}-`)
    .replace(/\n+/g, '');
}

/** The picture names its font once. */
function attributesOf(style: string): string {
  const size = /font(?:-size)?:[^;]*?(\d+(?:\.\d+)?)px/.exec(style)?.[1];
  const bold = /font(?:-weight)?:[^;]*\b(?:bold|700)\b/.test(style);
  return `${size ? ` font-size="${size}"` : ''}${bold ? ' font-weight="700"' : ''}`;
}
