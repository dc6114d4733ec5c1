/** How wide a text is before anybody draws it: nothing may overlap, or leave its panel. */

const FIRST = 32;
// Thousandths of the font's size, of the characters from the space to the tilde. Arial's, as all the fonts of the theme have them.
const REGULAR =
  widths(`278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584
  584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333
  556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584`);
const BOLD =
  widths(`278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584
  584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333
  556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584`);
const OTHERS: Readonly<Record<string, number>> = {
  '…': 1000,
  '–': 556,
  '—': 1000,
  '−': 584,
  '▼': 990,
  '·': 278,
  '•': 350,
  '×': 584,
  '≤': 549,
  '≥': 549,
  '∞': 713,
  '→': 1000,
  '€': 556,
  '£': 556,
  µ: 576,
  '‘': 278,
  '’': 278,
  '“': 500,
  '”': 500,
};

export const ELLIPSIS = '…';

/** Sums of widths that were added in another order differ by less. */
const ROUNDING = 0.01;

/** In pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  // A letter is as wide as without its accent.
  const letters = text.normalize('NFD').replace(/\p{Mn}/gu, '');
  let thousandths = 0;
  for (const letter of letters) thousandths += widthOf(letter, bold);
  return (thousandths * size) / 1_000;
}

function widthOf(letter: string, bold: boolean): number {
  const code = letter.codePointAt(0) ?? FIRST;
  const known = (bold ? BOLD : REGULAR)[code - FIRST] ?? OTHERS[letter];
  // Greek and Cyrillic are mostly narrower than this; ideographs and symbols are square.
  return known ?? (code < 0x2000 ? 800 : 1_000);
}

/** The text, or as much of its beginning as fits with an ellipsis. */
export function fitted(text: string, width: number, size: number, bold = false): string {
  if (textWidth(text, size, bold) <= width + ROUNDING) return text;
  const letters = [...text];
  const room = width - textWidth(ELLIPSIS, size, bold);
  let used = 0;
  let count = 0;
  for (const letter of letters) {
    used += textWidth(letter, size, bold);
    if (used > room) break;
    count++;
  }
  return room < 0 ? '' : `${letters.slice(0, count).join('').trimEnd()}${ELLIPSIS}`;
}

/** In lines that fit, broken between words; the last one ends in an ellipsis where the text is longer. */
export function wrapped(text: string, width: number, size: number, most: number, bold = false): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(/\s+/).filter(Boolean);
  for (const [i, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer, size, bold) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === most - 1) return [...lines, fitted([line, ...words.slice(i)].join(' '), width, size, bold)];
    lines.push(fitted(line, width, size, bold));
    line = word;
  }
  return line === '' ? lines : [...lines, fitted(line, width, size, bold)];
}

function widths(list: string): readonly number[] {
  return list.split(/\s+/).map(Number);
}
