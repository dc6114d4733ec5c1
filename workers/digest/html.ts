/** The digest as HTML that mail readers show: tables, inline styles, nothing from outside; a block of styles adds what some do not know. */
import type { AlertGroup, Content, Row, Upkeep } from './content.ts';
import type { Severity } from './report.ts';
import { Html, html } from './template.ts';

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** Text and background of a mark, each with a contrast of at least 4.5 to 1. Dark ones are in the block of styles. */
const MARKS: Readonly<Record<Severity | Upkeep['state'], string>> = {
  critical: 'color:#ffffff;background-color:#b42318',
  warning: 'color:#5c2e00;background-color:#fdd9a0',
  info: 'color:#0b3b75;background-color:#d3e6fd',
  other: 'color:#3d2a63;background-color:#e6dcf7',
  good: 'color:#05472f;background-color:#c9efdc',
  late: 'color:#ffffff;background-color:#b42318',
  unknown: 'color:#424a53;background-color:#e4e7eb',
};

const WORDS: Readonly<Record<Upkeep['state'], string>> = { good: 'ok', late: 'overdue', unknown: 'unknown' };

/** Where a reader is dark, and knows style sheets. One that does neither inverts colours by itself, or shows the light ones. */
const STYLES = new Html(`
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page { background-color: #14181d !important; }
    .card { background-color: #1d232a !important; border-color: #343c46 !important; }
    .ink { color: #e8ebee !important; }
    .dim { color: #a9b2bc !important; }
    .link { color: #8ab8ff !important; }
    .rule { border-color: #343c46 !important; }
    .urgent { color: #ff9c92 !important; }
  }
  @media (max-width: 480px) { .page-cell { padding: 8px !important; } .card-cell { padding: 16px !important; } .who { display: block !important; } }
`);

export function htmlOf(content: Content): string {
  const { subject, title, period, summary, alerts, budgets, upkeep, footer } = content;
  const parts = [
    html`<h1 class="ink" style="margin:0;${FONT};font-size:20px;line-height:28px;color:#14181d">${title}</h1>
<p class="dim" style="margin:2px 0 0;${FONT};font-size:13px;line-height:20px;color:#5b6570">${period}</p>
<p class="ink" style="margin:16px 0 0;${FONT};font-size:16px;line-height:24px;color:#14181d">${summary}</p>`,
    ...alerts.map(section),
    html`${heading('Budgets at risk')}
${paragraph(budgets.says)}${table(budgets.rows)}${more(budgets.more)}`,
    html`${heading('Backups and exports')}
${upkeepTable(upkeep)}`,
    html`<p class="dim rule" style="margin:28px 0 0;padding-top:12px;border-top:1px solid #dde2e7;${FONT};font-size:12px;line-height:18px;color:#5b6570">${footer}</p>`,
  ];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${STYLES}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f2f4f6">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f2f4f6"><tr><td class="page-cell" align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:680px;background-color:#ffffff;border:1px solid #dde2e7;border-radius:8px"><tr><td class="card-cell" style="padding:28px">
${parts}
</td></tr></table>
</td></tr></table>
</body>
</html>
`.text;
}

function section({ severity, title, alerts }: AlertGroup): Html {
  return html`${heading(title, severity)}
${alerts.map(
  ({
    name,
    runbookUrl,
    says,
    rows,
    more: rest,
  }) => html`<p class="dim" style="margin:14px 0 0;${FONT};font-size:13px;line-height:20px;color:#5b6570"><a class="link" href="${runbookUrl}" style="font-size:15px;font-weight:600;color:#0b5cad;text-decoration:none">${name}</a> ${says}</p>
${table(rows)}${more(rest)}`,
)}`;
}

function heading(title: string, severity?: Severity): Html {
  const style = severity === undefined ? 'color:#14181d' : `${MARKS[severity]};padding:2px 10px;border-radius:10px`;
  const size = severity === undefined ? '16px' : '14px';
  return html`<h2 style="margin:28px 0 0;${FONT};font-size:${size};line-height:24px"><span class="${severity === undefined ? 'ink' : 'mark'}" style="${style}">${title}</span></h2>`;
}

function paragraph(text: string): Html {
  return html`<p class="ink" style="margin:8px 0 0;${FONT};font-size:14px;line-height:20px;color:#14181d">${text}</p>`;
}

function more(text: string | undefined): Html {
  return text === undefined
    ? html``
    : html`
<p class="dim" style="margin:6px 0 0;${FONT};font-size:13px;line-height:20px;color:#5b6570">${text}</p>`;
}

/** Two columns: a telephone shows them side by side as well, and puts what is in the first one below each other. */
function table(rows: readonly Row[]): Html {
  return twoColumns(
    rows.map(({ who, what, howMuch, urgent }) => ({
      left: html`<span class="who" style="display:inline-block;min-width:200px">${who}</span> <span class="${urgent ? 'urgent' : 'dim'}" style="display:inline-block;font-size:13px;color:${urgent ? '#b42318' : '#5b6570'}">${what}</span>`,
      right: html`${howMuch}`,
    })),
  );
}

function upkeepTable(upkeep: readonly Upkeep[]): Html {
  return twoColumns(
    upkeep.map(({ name, state, says }) => ({
      left: html`<strong>${name}</strong><br>${says}`,
      right: html`<span style="${MARKS[state]};padding:2px 8px;border-radius:10px;font-size:12px">${WORDS[state]}</span>`,
    })),
  );
}

function twoColumns(rows: readonly { readonly left: Html; readonly right: Html }[]): Html {
  if (rows.length === 0) return html``;
  const cells = rows.map(({ left, right }, i) => {
    // The last one has a heading below it, or the line of the footer.
    const rule = i < rows.length - 1 ? 'border-bottom:1px solid #e8ebee;' : '';
    const cell = `padding:7px 0;${rule}${FONT};font-size:14px;line-height:20px;vertical-align:top;color:#14181d`;
    return html`
<tr><td class="ink rule" style="${cell};word-break:break-word">${left}</td><td class="ink rule" align="right" style="${cell};padding-left:12px;white-space:nowrap">${right}</td></tr>`;
  });
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:4px">${cells}
</table>`;
}
