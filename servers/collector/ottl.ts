/** Small helpers to write statements of the OpenTelemetry Transformation Language (OTTL). */

/** A string literal. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** A list literal of strings. */
export function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** An attribute of a record: `attribute('log', 'ip')` is `log.attributes["ip"]`. */
export function attribute(context: 'log' | 'span' | 'spanevent' | 'datapoint' | 'resource', key: string): string {
  return `${context}.attributes[${text(key)}]`;
}

/** A regular expression that matches exactly one of these words and nothing else. */
export function oneOf(words: readonly string[]): string {
  return `^(?:${words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`;
}
