/** One text for one value: members sorted by name, so that two runs differ only where the plan does. */
import type { Json } from './monitor.ts';

/** JSON with sorted members, indented by two spaces, with a line break at its end. */
export function canonical(value: unknown): string {
  return `${JSON.stringify(sorted(value as Json), undefined, 2)}\n`;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
