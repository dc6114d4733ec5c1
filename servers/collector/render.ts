/** Writes a Collector configuration as the YAML that the Collector reads. */
import { stringify } from 'yaml';
import { type CollectorConfig, EnvironmentVariable, type Setting } from './config.ts';

/** YAML in the order of the object's keys: equal configurations give equal text. */
export function renderCollector(config: CollectorConfig): string {
  return stringify(escaped(config as unknown as Setting), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The Collector expands `$` to environment variables; `$$` stands for the character itself. */
function escaped(value: Setting | undefined): Setting | undefined {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (value instanceof EnvironmentVariable) return `\${env:${value.name}}`;
  if (Array.isArray(value)) return value.map((item) => escaped(item) ?? null);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}
