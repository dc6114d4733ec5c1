/**
 * The grammar of Datadog's metric queries, as far as its documentation gives it (API reference "Create a monitor", guides "as_count() in
 * Monitor Evaluations", "Advanced Filtering" and "Distributions"). There is no Datadog here that could refuse a query.
 */

/** What a query asks, read back from its text. */
export interface ReadQuery {
  readonly metrics: readonly string[];
  /** The tags by which it is grouped. */
  readonly groups: readonly string[];
}

export interface ReadMonitor extends ReadQuery {
  readonly aggregator: string;
  readonly minutes: number;
  readonly above: number;
}

interface Asked {
  readonly space: string;
  readonly metric: string;
  readonly groups: string;
  readonly asCount: boolean;
}

const NUMBER = /^\d+(?:\.\d+)?/;
const QUERY =
  /^(avg|sum|min|max|count(?:\(v: v(?:<=|>=|<|>)\d+(?:\.\d+)?\))?|p\d{1,2}(?:\.\d{1,2})?):([a-z][a-z0-9_.]*)\{([^{}]*)\}(?: by \{([a-z_]+(?:,[a-z_]+)*)\})?(\.as_count\(\))?/;
const TAG = '[a-z][a-z0-9_.-]*:[\\p{L}\\p{N}_:./*-]*[\\p{L}\\p{N}:./*-]';
const SYMBOLS = new RegExp(`^!?${TAG}(?:,!?${TAG})*$`, 'u');
const WORD = `(?:(?:NOT )?${TAG}|[a-z_]+ (?:NOT )?IN \\([\\p{L}\\p{N}_:./,-]+\\))`;
const WORDS = new RegExp(`^${WORD}(?: AND ${WORD})*$`, 'u');

/** @throws Error that says where the text is no monitor's query */
export function readMonitor(text: string): ReadMonitor {
  const parts = /^(avg|sum|min|max|percentile)\((last_\d+[mhdw])\):(.+) > (\d+(?:\.\d+)?)$/.exec(text);
  if (!parts) throw new Error(`No monitor's query: ${text}`);
  const [, aggregator = '', window = '', expression = '', above] = parts;
  const asked = readExpression(expression);
  const counts = asked.filter(({ asCount }) => asCount);
  if (counts.length > 0 && (counts.length < asked.length || aggregator !== 'sum'))
    throw new Error(`as_count() goes with sum: ${text}`);
  if ((aggregator === 'percentile') !== asked.every(({ space }) => space.startsWith('p')))
    throw new Error(`Percentiles go alone: ${text}`);
  return { aggregator, minutes: readWindow(window), above: Number(above), ...summary(asked) };
}

/** @throws Error where it is no query that an objective can count with */
export function readCount(text: string): ReadQuery {
  const asked = readExpression(text);
  if (asked.some(({ asCount, space }) => !asCount || !/^(sum|count)/.test(space))) throw new Error(`An objective counts: ${text}`);
  return summary(asked);
}

/** A metric query of a widget, read back from its text. */
export interface ReadWidgetQuery extends ReadQuery {
  /** Variables of the dashboard that it is scoped by, such as `$tenant`. */
  readonly variables: readonly string[];
}

const WIDGET_QUERY =
  /^(avg|sum|min|max|histogram|count(?:\(v: v<=\d+(?:\.\d+)?\))?|p\d{1,2}(?:\.\d{1,2})?):([a-z][a-z0-9_.]*)\{([^{}]+)\}(?: by \{([a-z_]+(?:,[a-z_]+)*)\})?(?:\.as_(?:count|rate)\(\))?(?:\.rollup\((?:sum, )?[1-9]\d*\))?$/;

/** @throws Error where it is no metric query of a widget ("Dashboards", "Template variables", "Rollup") */
export function readWidgetQuery(text: string): ReadWidgetQuery {
  const [, space = '', metric = '', filter = '', groups = ''] = WIDGET_QUERY.exec(text) ?? [];
  if (!metric) throw new Error(`No query of a widget: ${text}`);
  if (/^(p\d|histogram)/.test(space) && /\.as_|\.rollup/.test(text)) throw new Error(`A distribution is no count: ${text}`);
  const inWords = filter.includes(' AND ');
  const parts = filter.split(inWords ? ' AND ' : ',');
  const variables = parts.filter((part) => /^\$[a-z]+$/.test(part));
  for (const part of parts.filter((one) => !variables.includes(one))) {
    if (!(inWords ? WORDS : SYMBOLS).test(part)) throw new Error(`No filter "${part}": ${text}`);
  }
  return { metrics: [metric], groups: groups === '' ? [] : groups.split(','), variables };
}

const FORMULA_FUNCTIONS: Readonly<Record<string, RegExp>> = {
  default_zero: /^$/,
  count_not_null: /^$/,
  clamp_min: /^, -?\d+(\.\d+)?$/,
  clamp_max: /^, -?\d+(\.\d+)?$/,
  cutoff_min: /^, -?\d+(\.\d+)?$/,
  cutoff_max: /^, -?\d+(\.\d+)?$/,
  timeshift: /^, -\d+$/,
  moving_rollup: /^, \d+, '(sum|max)'$/,
};

/**
 * Names of queries and numbers, joined by `+ - * /`, with parentheses and the documented functions.
 * @returns the names that it uses
 * @throws Error where it is no formula
 */
export function readFormula(text: string): readonly string[] {
  let rest = text;
  const names: string[] = [];
  const take = (pattern: RegExp) => {
    const match = pattern.exec(rest);
    if (match) rest = rest.slice(match[0].length);
    return match;
  };
  const close = () => {
    if (!take(/^\)/)) throw new Error(`A parenthesis stays open before "${rest}" in: ${text}`);
  };
  const term = (): void => {
    const call = take(/^([a-z_]+)\(/);
    if (call) {
      expression();
      const more = take(/^(?:, (?:'[a-z]+'|-?[\d.]+))+/)?.[0] ?? '';
      if (!FORMULA_FUNCTIONS[call[1] ?? '']?.test(more)) throw new Error(`No function ${call[1]} with "${more}": ${text}`);
      close();
    } else if (take(/^\(/)) {
      expression();
      close();
    } else if (!take(NUMBER)) {
      const name = take(/^query\d+/)?.[0];
      if (!name) throw new Error(`Neither a query's name nor a number at "${rest}" in: ${text}`);
      names.push(name);
    }
  };
  const expression = (): void => {
    term();
    while (take(/^ [-+*/] /)) term();
  };
  expression();
  if (rest !== '') throw new Error(`Something is left over at "${rest}" in: ${text}`);
  return names;
}

function summary(asked: readonly Asked[]): ReadQuery {
  const groups = [...new Set(asked.map((one) => one.groups))];
  if (groups.length !== 1) throw new Error(`Groups differ: ${groups.join(' and ')}`);
  return { metrics: asked.map(({ metric }) => metric), groups: (groups[0] ?? '').split(',') };
}

function readWindow(window: string): number {
  const [, count = '', unit = ''] = /^last_(\d+)([mhdw])$/.exec(window) ?? [];
  const limits: Readonly<Record<string, readonly [number, number]>> = {
    m: [1, 10_080],
    h: [60, 168],
    d: [1_440, 1],
    w: [10_080, 1],
  };
  const [minutes, most] = limits[unit] ?? [0, 0];
  if (Number(count) < 1 || Number(count) > most) throw new Error(`No window of a monitor: ${window}`);
  return Number(count) * minutes;
}

/** Queries and numbers, joined by `+ - * /`, with parentheses. */
function readExpression(text: string): readonly Asked[] {
  let rest = text;
  const asked: Asked[] = [];
  const take = (pattern: RegExp) => {
    const match = pattern.exec(rest);
    if (match) rest = rest.slice(match[0].length);
    return match;
  };
  const term = (): void => {
    if (take(/^\(/)) {
      expression();
      if (!take(/^\)/)) throw new Error(`A parenthesis stays open before "${rest}" in: ${text}`);
      return;
    }
    if (take(NUMBER)) return;
    const query = take(QUERY);
    if (!query) throw new Error(`Neither a query nor a number at "${rest}" in: ${text}`);
    const [, space = '', metric = '', tags = '', groups = '', asCount] = query;
    if (tags !== '*' && !SYMBOLS.test(tags) && !WORDS.test(tags)) throw new Error(`No filter: {${tags}}`);
    asked.push({ space, metric, groups, asCount: asCount !== undefined });
  };
  const expression = (): void => {
    term();
    while (take(/^ [-+*/] /)) term();
  };
  expression();
  if (rest !== '') throw new Error(`Something is left over at "${rest}" in: ${text}`);
  return asked;
}
