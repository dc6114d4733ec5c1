/**
 * Phone numbers in text. Where a number could be something else, privacy wins: nine digits or more with nothing but phone
 * punctuation between them are a phone number, unless their form says what else they are.
 */
import { HASH_PATTERN, type KeyedHash } from './hash.ts';
import { normalisePhone } from './normalise.ts';

/** E.164: a number has at most 15 digits. */
const MAX_DIGITS = 15;
const MIN_DIGITS = 9;
/** Enough where a plus sign or a word says that it is a phone number. */
export const MIN_DIGITS_ANNOUNCED = 7;

const PUNCTUATION = String.raw`[\s().\-/_·]`;
const NUMBER = new RegExp(String.raw`\+?(?:\((?=\d{1,5}\)))?\d(?:(?:${PUNCTUATION}{0,4}|\+)\d){${MIN_DIGITS_ANNOUNCED - 1},}`, 'g');
const ANNOUNCEMENT =
  /(?<!\p{L})(?:tel\p{L}*|phone|cel(?:ular)?|m[óo]vil|mobile|whatsapp|fax|call|llam\p{L}*)[\s:.=#"'-]{0,4}\(?$/iu;

const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const YEAR = '(?:19|20)\\d\\d';
const TIME = String.raw`\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?`;
const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
/** Forms full of digits that are no phone number: hashes, UUIDs, dates, IPv4 addresses and prefixes, hexadecimal ids. */
const OTHER_FORMS = new RegExp(
  [
    HASH_PATTERN,
    String.raw`(?<![\da-fA-F]|\d-)[\da-fA-F]{8}-(?:[\da-fA-F]{4}-){3}[\da-fA-F]{12}(?![\da-fA-F-])`,
    String.raw`(?<!\d)${YEAR}-${MONTH}-${DAY}(?:[T ]${TIME})?(?!\d)`,
    String.raw`(?<!\d)${DAY}(?<dmy>[-/.])${MONTH}\k<dmy>${YEAR}(?: ${TIME})?(?!\d)`,
    String.raw`(?<![\d.])(?:${OCTET}\.){3}${OCTET}(?:\/\d{1,2})?(?![\d.]*\d)`,
    String.raw`(?<![\da-zA-Z])(?=[\da-fA-F]*[a-fA-F])[\da-fA-F]{16,}(?![\da-zA-Z])`,
  ].join('|'),
  'g',
);
/** What each of those has somewhere, and an ordinary phone number has not: the long search is for these texts only. */
const TRACE_OF_OTHER_FORM = /[a-fA-F]\d|\d[a-fA-F]|\d([-/.])\d{1,4}\1\d|hmac:/;
const DECIMAL = /^\d+\.\d{1,3}$/;
/** No dialling plan has thirteen digits that start with a one: these are milliseconds since 1970. */
const EPOCH_MS = /^1\d{12}$/;
const EPOCH_MS_DIGITS = 13;

export function replacePhones(text: string, hash: KeyedHash): string {
  if (text.length < MIN_DIGITS_ANNOUNCED) return text;
  if (!TRACE_OF_OTHER_FORM.test(text)) return replaceNumbers(text, hash);
  let replaced = '';
  let done = 0;
  for (const form of text.matchAll(OTHER_FORMS)) {
    replaced += replaceNumbers(text.slice(done, form.index), hash) + form[0];
    done = form.index + form[0].length;
  }
  return replaced + replaceNumbers(text.slice(done), hash);
}

function replaceNumbers(text: string, hash: KeyedHash): string {
  let replaced = '';
  let done = 0;
  NUMBER.lastIndex = 0;
  for (let found = NUMBER.exec(text); found !== null; found = NUMBER.exec(text)) {
    const end = NUMBER.lastIndex;
    replaced += text.slice(done, found.index) + replaceNumber(found[0], text, found.index, hash);
    done = end;
  }
  return done === 0 ? text : replaced + text.slice(done);
}

function replaceNumber(number: string, text: string, at: number, hash: KeyedHash): string {
  const digits = countDigits(number);
  if (digits > MAX_DIGITS) return replaceRuns(number, hash);
  if (digits < MIN_DIGITS && !number.startsWith('+') && !ANNOUNCEMENT.test(text.slice(0, at))) return number;
  return isOtherNumber(number) ? number : hash(normalisePhone(number));
}

function isOtherNumber(number: string): boolean {
  return (number.includes('.') && DECIMAL.test(number)) || (number.length === EPOCH_MS_DIGITS && EPOCH_MS.test(number));
}

/**
 * More digits than a phone number has: several in a row, or an id. A run of digits that is too long by itself stays; the others
 * are taken together up to the length of a number, and what is left over joins the one before, so that no part stays in clear.
 */
function replaceRuns(numbers: string, hash: KeyedHash): string {
  const pieces: { text: string; digits: number }[] = [];
  for (const [piece, run = ''] of numbers.matchAll(/\D*(\d+)/g)) {
    const last = pieces.at(-1);
    const joins = last && last.digits <= MAX_DIGITS && run.length <= MAX_DIGITS;
    if (joins && (last.digits + run.length <= MAX_DIGITS || run.length < MIN_DIGITS_ANNOUNCED)) {
      last.text += piece;
      last.digits = Math.min(last.digits + run.length, MAX_DIGITS);
    } else pieces.push({ text: piece, digits: run.length });
  }
  return pieces.map(({ text, digits }) => (isId(digits) ? text : lead(text) + hash(normalisePhone(text)))).join('');
}

function isId(digits: number): boolean {
  return digits > MAX_DIGITS || digits < MIN_DIGITS_ANNOUNCED;
}

/** The punctuation that parts a number from the one before it. */
function lead(number: string): string {
  return /^[^\d+(]*/.exec(number)?.[0] ?? '';
}

function countDigits(text: string): number {
  let digits = 0;
  for (let i = 0; i < text.length; i++) if (isDigit(text.charCodeAt(i))) digits++;
  return digits;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
