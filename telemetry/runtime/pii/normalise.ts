/** One spelling per person: without it the same address in two spellings would be two hashes. */

/** Last digits of a phone number that are hashed: what its national and international spellings have in common. */
const PHONE_DIGITS = 9;
const ZERO = 48;

/** Characters that show nothing: they would hide an address from a search. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const DASHES = /[\u2010-\u2015\u2212]/g;
const OTHER_DIGITS = /[^\P{Nd}0-9]/gu;
const PERCENT_ESCAPES = /(?:%[0-9a-f]{2})+/gi;
/** A value may have been URL-encoded by each of the layers it came through. */
const MAX_DECODES = 3;
const WHOLE_EMAIL = /^[^\s@]+@[^\s@]+$/u;
const WHOLE_PHONE = /^\+?[\d\s().\-/]+$/;

/** The text as a reader would take it: compatibility forms, invisible characters, dashes, other digits and URL escapes resolved. */
export function plainForm(text: string): string {
  let plain = text.normalize('NFKC').replace(INVISIBLE, '').replace(DASHES, '-').replace(OTHER_DIGITS, asciiDigit);
  for (let i = 0; i < MAX_DECODES && plain.includes('%'); i++) plain = plain.replace(PERCENT_ESCAPES, decoded);
  return plain;
}

export function normaliseEmail(address: string): string {
  return address.toLowerCase();
}

/**
 * The last nine digits: `+52 55 1234 5678`, `(55) 1234-5678` and `044 55 1234 5678` are one line, and so are `+34 612 345 678`
 * and `612 345 678`. Two numbers of one clinic with equal last nine digits are as good as never met.
 */
export function normalisePhone(number: string): string {
  let last = 0;
  let digits = 0;
  for (let i = 0; i < number.length; i++) {
    const digit = number.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) continue;
    last = (last * 10 + digit) % 10 ** PHONE_DIGITS;
    digits++;
  }
  return String(last).padStart(Math.min(digits, PHONE_DIGITS), '0');
}

/** @param identity the whole of an e-mail address, a phone number, a name or an id */
export function normaliseIdentity(identity: string): string {
  const plain = plainForm(identity).trim();
  if (WHOLE_EMAIL.test(plain)) return normaliseEmail(plain);
  if (WHOLE_PHONE.test(plain) && plain.replace(/\D/g, '').length >= PHONE_DIGITS) return normalisePhone(plain);
  return plain;
}

/** Decimal digits come in runs of ten, zero first: a digit's value is how many digits precede it. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}
