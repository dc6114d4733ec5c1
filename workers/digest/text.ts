/** The digest as plain text, for readers without HTML and for a terminal. */
import type { Content, Row } from './content.ts';

/** Columns that a mail reader shows without folding. */
const WIDTH = 76;

const MARKS = { good: 'ok', late: 'LATE', unknown: '-' } as const;

export function textOf({ title, period, summary, alerts, budgets, upkeep, footer }: Content): string {
  const blocks = [
    [title, period],
    folded(summary),
    ...alerts.flatMap((group) => [
      [heading(group.title)],
      ...group.alerts.map(({ name, says, runbookUrl, rows, more }) => [
        says === '' ? name : `${name} (${says})`,
        ...rows.map(line),
        ...(more === undefined ? [] : [`  ${more}`]),
        `  ${runbookUrl}`,
      ]),
    ]),
    [heading('Budgets at risk')],
    [budgets.says, ...budgets.rows.map(line), ...(budgets.more === undefined ? [] : [`  ${budgets.more}`])],
    [heading('Backups and exports')],
    upkeep.flatMap(({ name, state, says }) => folded(`${MARKS[state].padEnd(4)}  ${name}: ${says}`, 6)),
    ['-- ', ...folded(footer)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function heading(title: string): string {
  return `${title.toUpperCase()} ${'='.repeat(Math.max(3, WIDTH - title.length - 1))}`;
}

function line({ who, what, howMuch, urgent }: Row): string {
  return `${urgent ? '!' : ' '} ${who}: ${what}; ${howMuch}`;
}

/** Folded between words; further lines are indented. */
function folded(text: string, indent = 0): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `${' '.repeat(indent)}${word}`);
  }
  return lines;
}
