/**
 * E-mail addresses in text, found from their at sign outwards: linear however the text is made, where a pattern that starts at
 * the local part is quadratic.
 */

import type { KeyedHash } from './hash.ts';
import { normaliseEmail } from './normalise.ts';

const IN_LOCAL_PART = asciiTable("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.%+'!#$*^~-");
const IN_DOMAIN = asciiTable('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-');
const IS_LETTER = asciiTable('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
/** What an address may begin with: the rest of its punctuation, before it, is the sentence's. */
const BEGINS = asciiTable('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_');
/** Beyond ASCII; half of a surrogate pair counts, as an emoji in an address does. */
const WORD = /[\p{L}\p{N}\p{M}\p{Cs}]/u;
const MAX_QUOTED = 64;

/** @param rest what becomes of the text between addresses */
export function replaceEmails(text: string, hash: KeyedHash, rest: (piece: string) => string): string {
  let replaced = '';
  let done = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = startOfLocalPart(text, at, done);
    const end = endOfDomain(text, at);
    if (start === at || end === at) continue;
    replaced += rest(text.slice(done, start)) + hash(normaliseEmail(text.slice(start, end)));
    done = end;
  }
  return replaced + rest(text.slice(done));
}

/** Where the part before the at sign begins; the at sign's own place where there is none. */
function startOfLocalPart(text: string, at: number, from: number): number {
  if (text[at - 1] === '"') {
    const quote = text.lastIndexOf('"', at - 2);
    return quote >= from && at - quote <= MAX_QUOTED + 2 ? quote : at;
  }
  let start = at;
  while (start > from && isIn(IN_LOCAL_PART, text, start - 1)) start--;
  while (start < at && !isIn(BEGINS, text, start)) start++;
  return start;
}

/** Where the domain ends; the at sign's own place where none follows. A domain has a letter: `next@16.1.0` has none. */
function endOfDomain(text: string, at: number): number {
  if (text[at + 1] === '[') {
    const close = text.indexOf(']', at);
    return close === -1 ? at : close + 1;
  }
  let end = at + 1;
  let letters = 0;
  for (; end < text.length && isIn(IN_DOMAIN, text, end); end++) if (isIn(IS_LETTER, text, end)) letters++;
  while (text[end - 1] === '.' || text[end - 1] === '-') end--;
  return letters > 0 ? end : at;
}

function isIn(table: Uint8Array, text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < table.length ? table[code] === 1 : WORD.test(text.charAt(at));
}

function asciiTable(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
