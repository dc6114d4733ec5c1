/** Grafana's variables in the text of a query: `$name` and `${name}`, as Grafana fills them in. */

/** A name that has no value stays as it is, as in Grafana. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => values[bare ?? braced ?? ''] ?? whole);
}

/** A pattern that matches these values and no others. */
export function listPattern(values: readonly string[]): string {
  const escaped = values.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}
