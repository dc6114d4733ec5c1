/** Reads back what a picture has drawn, and where. */
import { textWidth } from '../../../pictures/draw/text.ts';

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface DrawnText extends Area {
  readonly content: string;
  readonly fill: string;
  /** Of the panel that it stands in. */
  readonly panel: string | undefined;
  /** What is visible at that place: the innermost `svg` around it. */
  readonly within: Area;
}

export interface DrawnShape {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly panel: string | undefined;
  /** Where 0, 0 of its coordinates is. */
  readonly x: number;
  readonly y: number;
}

interface Open {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly within: Area;
  readonly panel: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
}

const EVERYWHERE: Area = { left: 0, top: 0, right: Number.POSITIVE_INFINITY, bottom: Number.POSITIVE_INFINITY };

/** @throws Error for elements that do not close one another */
export function read(svg: string): { readonly texts: readonly DrawnText[]; readonly shapes: readonly DrawnShape[] } {
  const texts: DrawnText[] = [];
  const shapes: DrawnShape[] = [];
  const stack: Open[] = [{ name: '', x: 0, y: 0, within: EVERYWHERE, panel: undefined, attributes: {} }];
  for (const [, closing, name = '', written = '', empty, content = ''] of svg.matchAll(/<(\/?)([\w-]+)([^<>]*?)(\/?)>|([^<>]+)/g)) {
    const parent = stack.at(-1);
    if (!parent) throw new Error('More elements are closed than were opened.');
    if (name === '') {
      if (parent.name === 'text') texts.push(textOf(decoded(content), parent));
      continue;
    }
    if (closing) {
      if (parent.name !== name) throw new Error(`"${name}" closes "${parent.name}".`);
      stack.pop();
      continue;
    }
    const attributes = Object.fromEntries(
      [...written.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, decoded(value ?? '')]),
    );
    const [dx, dy] = offsetOf(name, attributes);
    const [x, y] = [parent.x + dx, parent.y + dy];
    const within =
      name === 'svg'
        ? { left: x, top: y, right: x + Number(attributes.width), bottom: y + Number(attributes.height) }
        : parent.within;
    const panel = attributes['data-panel'] ?? parent.panel;
    shapes.push({ name, attributes, panel, x, y });
    if (!empty) stack.push({ name, x, y, within, panel, attributes });
  }
  if (stack.length !== 1) throw new Error(`"${stack.at(-1)?.name}" is never closed.`);
  return { texts, shapes };
}

function offsetOf(name: string, attributes: Readonly<Record<string, string>>): [number, number] {
  const [, x, y] = /translate\(([-\d.]+)[ ,]([-\d.]+)\)/.exec(attributes.transform ?? '') ?? [];
  const own = name === 'svg' ? [Number(attributes.x ?? 0), Number(attributes.y ?? 0)] : [0, 0];
  return [Number(x ?? 0) + (own[0] ?? 0), Number(y ?? 0) + (own[1] ?? 0)];
}

function textOf(content: string, { x, y, within, panel, attributes }: Open): DrawnText {
  const size = Number(attributes['font-size'] ?? 12);
  const width = textWidth(content, size, attributes['font-weight'] === '700');
  const at = x + Number(attributes.x ?? 0);
  const left = attributes['text-anchor'] === 'end' ? at - width : attributes['text-anchor'] === 'middle' ? at - width / 2 : at;
  const baseline = y + Number(attributes.y ?? 0) + (attributes['dominant-baseline'] === 'central' ? size * 0.35 : 0);
  const area = { left, right: left + width, top: baseline - size * 0.72, bottom: baseline + size * 0.21 };
  return { content, fill: attributes.fill ?? '', panel, within, ...area };
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** By so little, letters touch and nobody sees it. */
const TOUCH = 1;

export function isInside(inner: Area, outer: Area): boolean {
  return (
    inner.left >= outer.left - TOUCH &&
    inner.right <= outer.right + TOUCH &&
    inner.top >= outer.top - TOUCH &&
    inner.bottom <= outer.bottom + TOUCH
  );
}

export function overlap(one: Area, other: Area): boolean {
  return (
    one.left < other.right - TOUCH &&
    other.left < one.right - TOUCH &&
    one.top < other.bottom - TOUCH &&
    other.top < one.bottom - TOUCH
  );
}

/** Texts of one panel that stand upon each other. */
export function clashesOf(
  texts: readonly DrawnText[],
): readonly (readonly [panel: string | undefined, one: string, other: string])[] {
  return [...Map.groupBy(texts, ({ panel }) => panel)].flatMap(([panel, own]) =>
    own.flatMap((text, i) =>
      own.slice(i + 1).flatMap((other) => (overlap(text, other) ? [[panel, text.content, other.content] as const] : [])),
    ),
  );
}
