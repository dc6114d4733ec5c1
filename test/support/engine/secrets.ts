/** Every secret of a stack, and which of them its state shows. */

/** How the engine marks a secret in its state, and which mark it is. */
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';

/** The texts in the secrets of a state that was exported in clear, each once, sorted. */
export function secretsIn(stateInClear: string): string[] {
  return [...new Set(plaintexts(JSON.parse(stateInClear)).flatMap((text) => texts(JSON.parse(text))))].sort();
}

/** Those of `secrets` that a state holds, as they are or in Base64. */
export function shownIn(state: string, secrets: readonly string[]): string[] {
  const asInJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return secrets.filter((secret) => [secret, btoa(secret)].some((form) => state.includes(asInJson(form))));
}

function plaintexts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (SIGNATURE in value && value[SIGNATURE] === SECRET && 'plaintext' in value) return [String(value.plaintext)];
  return Object.values(value).flatMap(plaintexts);
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}
