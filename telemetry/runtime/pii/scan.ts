/** Finds e-mail addresses and phone numbers in free text and replaces them. */
import { replaceEmails } from './email.ts';
import type { KeyedHash } from './hash.ts';
import { plainForm } from './normalise.ts';
import { MIN_DIGITS_ANNOUNCED, replacePhones } from './phone.ts';

/** Text that is its own plain form: ASCII without escapes. */
const OWN_PLAIN_FORM = /^[\0-$&-~]*$/;

/** What a text needs before it may be written. */
export const PLAIN = 0;
export const ESCAPING = 1;
export const SCANNING = 2;

/**
 * One pass over the characters, many times cheaper than the search: most texts can hold neither an address nor a number. Beyond
 * ASCII only Latin letters are ordinary: the rest may hide a digit or an at sign. ESCAPING: only for JSON.
 */
export function needOf(text: string): typeof PLAIN | typeof ESCAPING | typeof SCANNING {
  let digits = 0;
  let need: typeof PLAIN | typeof ESCAPING = PLAIN;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 97 && c <= 122) digits = 0;
    else if (c >= 48 && c <= 57) {
      if (++digits === MIN_DIGITS_ANNOUNCED) return SCANNING;
    } else if (c === 64 || c === 37 || c > 591 || (c > 126 && c < 192)) return SCANNING;
    else if (c < 32 || c === 34 || c === 92) need = ESCAPING;
    else if (c > 57 && c !== 95) digits = 0;
  }
  return need;
}

/** The text with each e-mail address and phone number replaced by what `hash` makes of its normalised form. */
export function replacePersonal(text: string, hash: KeyedHash): string {
  if (OWN_PLAIN_FORM.test(text)) return replaceIn(text, hash);
  const plain = plainForm(text);
  const replaced = replaceIn(plain, hash);
  return (replaced === plain ? text : replaced).toWellFormed();
}

function replaceIn(text: string, hash: KeyedHash): string {
  const phones = (piece: string) => replacePhones(piece, hash);
  return text.includes('@') ? replaceEmails(text, hash, phones) : phones(text);
}
