/**
 * Datadog's net for personal data, behind the application's masking and the Collector's net: what it finds got past both. E-mail
 * addresses and phone numbers are found by the Collector's own patterns; where these take the character before or after a number
 * with them, it is replaced too. RE2 and Datadog's dialect (PCRE2 without lookaround) read them alike.
 */
import { SOURCE_ATTRIBUTES } from '../../servers/collector/logs.ts';
import { EMAIL, INTERNATIONAL_PHONE, NATIONAL_PHONE, REDACTED } from '../../servers/collector/pii.ts';
import { contract, spanAttributes } from '../../telemetry/contract/index.ts';

/** One pattern and where it is not looked for. */
export interface ScannerRule {
  /** Lower-case name, unique. Found records are tagged `sensitive_data:NAME`. */
  readonly name: string;
  readonly description: string;
  readonly pattern: string;
  /** Attributes that are left alone. Absent: none. */
  readonly excludedNamespaces?: readonly string[];
  /** 1 is the most severe, 5 the least. */
  readonly priority: 1 | 2 | 3 | 4 | 5;
}

/** What stands where something was found: the Collector's word, so that one search finds both. */
export const REPLACEMENT = REDACTED;

/** Between groups of digits. */
const GAP = '[ -]?';

/** Numbers of the large card networks: 16 digits of Visa and Mastercard, 15 of American Express. */
const CARD = [
  `4\\d{3}(?:${GAP}\\d{4}){3}`,
  `(?:5[1-5]\\d{2}|222[1-9]|22[3-9]\\d|2[3-6]\\d{2}|27[01]\\d|2720)(?:${GAP}\\d{4}){3}`,
  `3[47]\\d{2}${GAP}\\d{6}${GAP}\\d{5}`,
].join('|');

/** Ids, hashes, points in time and offsets: runs of digits that are nobody's number. */
const ids: readonly string[] = [
  ...Object.entries({ ...contract.recordFields, ...spanAttributes }).flatMap(([name, { pii }]) =>
    pii === 'text' || pii === 'pseudonymous' ? [] : [name],
  ),
  ...SOURCE_ATTRIBUTES,
].sort();

export const SCANNER_RULES: readonly ScannerRule[] = [
  {
    name: 'card',
    description: 'A payment card number.',
    pattern: `\\b(?:${CARD})\\b`,
    excludedNamespaces: ids,
    priority: 1,
  },
  { name: 'email', description: 'An e-mail address.', pattern: EMAIL, priority: 2 },
  {
    name: 'phone',
    description: 'A phone number, with or without its country code.',
    pattern: `${INTERNATIONAL_PHONE}|${NATIONAL_PHONE}`,
    excludedNamespaces: ids,
    priority: 2,
  },
];
