/** The page: a form of what can be chosen, and the picture. It works without its script too, by its button. */
import { DASHBOARDS } from '../../dashboards/index.ts';
import { INTERVALS } from '../../dashboards/variables.ts';
import { type Duration, format } from '../../telemetry/contract/index.ts';
import { pictureAddress, RANGES, THEME_NAMES, type View } from './view.ts';

export interface PageContent {
  readonly view: View;
  /** The clinics to choose from. */
  readonly tenants: readonly string[];
  /** What went wrong before there was anything to choose from. */
  readonly fault?: string;
  /** How fast the platform's clock runs. */
  readonly speed: number;
}

export function pageHtml({ view, tenants, fault, speed }: PageContent): string {
  const { dashboard, interval, range, theme } = view;
  const known = [...tenants, ...view.tenants.filter((tenant) => !tenants.includes(tenant))];
  const chosenRange = range && format(range);
  const ranges = chosenRange && !RANGES.some(({ ms }) => ms === range.ms) ? [range, ...RANGES] : RANGES;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(dashboard.title)}</title>
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<h1>Dashboards</h1>
<form action="/" aria-label="What is shown">
${select(
  'Dashboard',
  'dashboard',
  DASHBOARDS.map(({ name, title }) => option(name, title, name === dashboard.name)),
)}
<details id="clinics">
<summary>Clinics: <span>${escaped(summaryOf(view.tenants))}</span></summary>
<div class="list">
<label>Find <input type="search" id="find" autocomplete="off"></label>
<button type="button" id="all">All clinics</button>
<fieldset>
<legend>None chosen: all of them</legend>
${known.map((tenant) => checkbox(tenant, view.tenants.includes(tenant))).join('\n')}
</fieldset>
</div>
</details>
${select('Time', 'range', [
  option('', "the dashboard's own", !range),
  ...ranges.map((length) => option(format(length), `the last ${words(length)}`, format(length) === chosenRange)),
])}
${select(
  'Counted over',
  'interval',
  INTERVALS.map((length) => option(format(length), words(length), length.ms === interval.ms)),
)}
${select('Theme', 'theme', [option('', "the system's", !theme), ...THEME_NAMES.map((name) => option(name, name, name === theme))])}
<label class="beside"><input type="checkbox" id="refresh" checked> refresh every 30 s</label>
<noscript><button>Show</button></noscript>
</form>
<p id="status" role="status">${escaped(fault ?? '')}</p>
${speed === 1 ? '' : `<p>The clock of this platform runs ${speed} times as fast: an hour here is ${Math.round(3_600 / speed)} seconds.</p>\n`}<main aria-label="Dashboard">
<noscript><object type="image/svg+xml" data="${escaped(pictureAddress(view))}" aria-label="${escaped(dashboard.title)}">${escaped(dashboard.title)} could not be drawn.</object></noscript>
</main>
</body>
</html>
`;
}

function select(label: string, name: string, options: readonly string[]): string {
  return `<label>${label} <select name="${name}">${options.join('')}</select></label>`;
}

function option(value: string, text: string, selected: boolean): string {
  return `<option value="${escaped(value)}"${selected ? ' selected' : ''}>${escaped(text)}</option>`;
}

function checkbox(tenant: string, checked: boolean): string {
  return `<label class="beside"><input type="checkbox" name="tenant" value="${escaped(tenant)}"${checked ? ' checked' : ''}> ${escaped(tenant)}</label>`;
}

/** The script says the same when it changes. */
function summaryOf(chosen: readonly string[]): string {
  return chosen.length === 0 ? 'all' : chosen.length === 1 ? (chosen[0] ?? '') : `${chosen.length} chosen`;
}

const WORDS = { d: 'days', h: 'hours', m: 'minutes', s: 'seconds' } as const;

/** Lengths of one unit, as people say them. */
function words(length: Duration): string {
  const text = format(length);
  const [, count, unit] = /^(\d+)([dhms])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return text;
  const name = WORDS[unit as keyof typeof WORDS];
  return `${count} ${count === '1' ? name.slice(0, -1) : name}`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
