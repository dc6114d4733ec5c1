/**
 * The second PII net: finds e-mail addresses and phone numbers that got past the application's own masking.
 * The patterns are RE2, which has no lookaround, so each keeps the character before and after its find as a group.
 */
import { text } from './ottl.ts';

/** What stands where something personal stood. */
export const REDACTED = '[redacted]';

/** Between the groups of a phone number: spaces (also the unbreakable ones), dots, brackets, hyphens. */
const GAP = '[\\s\\x{A0}\\x{2007}\\x{2009}\\x{202F}.()\\-\\x{2010}-\\x{2015}]';

/** Also percent-encoded, as in a query string. The last label has letters only, so that `next@16.0.1` is none. */
export const EMAIL = "[\\p{L}\\p{N}._+'%-]+(?:@|%40)[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*\\.\\p{L}{2,}";

/** With a country code: a plus (also percent-encoded) and 7 to 15 digits in any grouping. */
export const INTERNATIONAL_PHONE = `(^|[^\\p{L}\\p{N}+])(?:\\+|%2B)[1-9](?:[/]?${GAP}{0,3}\\d){6,14}`;

const NATIONAL_FORMS = [
  `\\(?\\d{3}\\)?${GAP}{1,2}\\d{3}${GAP}\\d{4}`, // (555) 123-4567
  `\\(?\\d{2}\\)?${GAP}{1,2}\\d{4,5}${GAP}\\d{4}`, // 55 1234 5678, (11) 91234-5678
  `\\(0?\\d{1,4}\\)${GAP}?\\d{5,8}`, // (030) 1234567
  `0\\d{2,4}[\\s/-]{1,3}\\d{5,8}`, // 030/1234567
  `\\(?0\\d{2,4}\\)?${GAP}{1,2}\\d{3,4}${GAP}\\d{3,4}`, // 020 7946 0958
  `0\\d(?:${GAP}\\d{2}){4}`, // 06 12 34 56 78
  `[6-9]\\d{2}(?:${GAP}\\d{3}){2}`, // 612 345 678
  `[6-9]\\d{2}(?:${GAP}\\d{2}){3}`, // 612 34 56 78
  `\\d{2,3}-\\d{7,8}`, // 555-1234567
  `00[1-9]\\d{7,13}`, // 0052 5512345678 without a gap
  `\\d{10,13}`, // 5512345678
];

/**
 * Without a country code. An id is none of them: whatever follows a letter, a digit or one of `_ . / # + -`
 * (`reservation/5512345678`, a UUID, a hash, a network prefix, a point in time) is left alone.
 */
export const NATIONAL_PHONE = `(^|[^\\p{L}\\p{N}_./#+-])(?:${NATIONAL_FORMS.join('|')})($|[^\\p{L}\\p{N}_/-])`;

/** Matches where any of the three finds something. */
export const ANY_PII = `${EMAIL}|${INTERNATIONAL_PHONE}|${NATIONAL_PHONE}`;

/** Pattern and replacement. The national one comes twice: two numbers with one character between them share it. */
const PHONES = [
  [INTERNATIONAL_PHONE, `\${1}${REDACTED}`],
  [NATIONAL_PHONE, `\${1}${REDACTED}\${2}`],
  [NATIONAL_PHONE, `\${1}${REDACTED}\${2}`],
] as const;

/** Replaces e-mail addresses in every string of a map. */
export function redactEmailsIn(map: string): string {
  return `replace_all_patterns(${map}, "value", ${text(EMAIL)}, ${text(REDACTED)})`;
}

/** Replaces phone numbers in every string of a map. */
export function redactPhonesIn(map: string): string[] {
  return PHONES.map(([pattern, replacement]) => `replace_all_patterns(${map}, "value", ${text(pattern)}, ${text(replacement)})`);
}

/** Replaces phone numbers in one string. */
export function redactPhonesOf(path: string): string[] {
  return PHONES.map(([pattern, replacement]) => `replace_pattern(${path}, ${text(pattern)}, ${text(replacement)})`);
}

/** Replaces e-mail addresses in one string. */
export function redactEmailsOf(path: string): string {
  return `replace_pattern(${path}, ${text(EMAIL)}, ${text(REDACTED)})`;
}
