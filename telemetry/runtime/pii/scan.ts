/** Finds e-mail addresses and phone numbers in free text and replaces them. */
import { replaceEmails } from './email.ts';
import { plainForm } from './normalise.ts';
import { MIN_DIGITS_ANNOUNCED, replacePhones } from './phone.ts';

/** Makes the replacement of an address or a number, from its normalised form. */
export type Hash = (normalised: string) => string;

/** Text that is its own plain form: ASCII without escapes. */
const PLAIN = /^[\0-$&-~]*$/;

/**
 * False where the text cannot hold an address or a number, which is most of the time: one pass over the characters, many times
 * cheaper than the search. Beyond ASCII only Latin letters are ordinary: the rest may hide a digit or an at sign.
 */
export function worthScanning(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 97 && c <= 122) digits = 0;
    else if (c >= 48 && c <= 57) {
      if (++digits === MIN_DIGITS_ANNOUNCED) return true;
    } else if (c === 64 || c === 37 || c > 591 || (c > 126 && c < 192)) return true;
    else if (!(c < 48 || c === 95)) digits = 0;
  }
  return false;
}

/** The text with each e-mail address and phone number replaced by what `hash` makes of its normalised form. */
export function replacePersonal(text: string, hash: Hash): string {
  if (PLAIN.test(text)) return replaceIn(text, hash);
  const plain = plainForm(text);
  const replaced = replaceIn(plain, hash);
  return (replaced === plain ? text : replaced).toWellFormed();
}

function replaceIn(text: string, hash: Hash): string {
  const phones = (piece: string) => replacePhones(piece, hash);
  return text.includes('@') ? replaceEmails(text, hash, phones) : phones(text);
}
