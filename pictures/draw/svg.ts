/** Writes SVG: only attributes, no styles, so that a page without inline styles can show it. */
import type { Mark } from '../data.ts';
import type { Theme } from '../theme.ts';
import { fitted, textWidth } from './text.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A place to draw in; its own corner is 0, 0. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** What every drawing needs beside its data. */
export interface Look {
  readonly theme: Theme;
  readonly from: number;
  readonly to: number;
  readonly marks: readonly Mark[];
  /** Unique in the picture: names of clip paths begin with it. */
  readonly key: string;
  /** Numbers of the clinics' colours. */
  readonly palette?: ReadonlyMap<string, number>;
}

export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escaped(value ?? '')}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

export interface TextStyle {
  readonly size: number;
  readonly fill: string;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Longer texts end in an ellipsis, and say the whole to whoever points at them. */
  readonly width?: number;
}

/** A line of text on its baseline. */
export function text(x: number, y: number, content: string, { size, fill, bold = false, anchor, width }: TextStyle): string {
  const shown = width === undefined ? content : fitted(content, width, size, bold);
  const attributes = {
    x,
    y,
    'font-size': size,
    'font-weight': bold ? 700 : undefined,
    fill,
    'text-anchor': anchor === 'start' ? undefined : anchor,
  };
  return tag('text', attributes, escaped(shown), ...(shown === content ? [] : [tag('title', {}, escaped(content))]));
}

/** The same at another place. */
export function moved(x: number, y: number, ...children: readonly string[]): string {
  return tag('g', { transform: `translate(${rounded(x)} ${rounded(y)})` }, ...children);
}

export function widest(texts: readonly string[], size: number, bold = false): number {
  return Math.max(0, ...texts.map((content) => textWidth(content, size, bold)));
}

// Characters that XML cannot hold at all would make the whole picture unreadable.
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

export function escaped(content: string): string {
  return content
    .replace(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
