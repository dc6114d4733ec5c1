/** Text that is ready to stand between the quotes of a JSON string. */

declare const escaped: unique symbol;

/** Escaped already. A type of its own, so that nothing else can reach a serializer that does not escape. */
export type JsonText = string & { readonly [escaped]: true };

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON must escape
const TO_ESCAPE = /["\\\0-\x1f\ud800-\udfff]/;

/** The text, escaped; what is no Unicode text, half of a surrogate pair, is replaced: not every JSON reader takes it. */
export function jsonText(text: string): JsonText {
  return (TO_ESCAPE.test(text) ? JSON.stringify(text.toWellFormed()).slice(1, -1) : text) as JsonText;
}

/** A text known to have nothing to escape: made by the SDK itself, or looked through already. */
export function plainJsonText(text: string): JsonText {
  return text as JsonText;
}
