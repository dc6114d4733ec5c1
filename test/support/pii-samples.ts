/** Payloads with e-mail addresses and phone numbers in them, as careless code would log them. The same seed gives the same ones. */
import { type Random, seededRandom } from './random.ts';

export interface PiiSample {
  /** What the careless code passes to the logger: declared fields, unknown ones, nested ones. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The message. */
  readonly event: string;
  /** The signed-in user's id, where that is an address. */
  readonly userId: string;
  /** The local part of each address in the sample, in lower case. No two samples share one. */
  readonly localParts: readonly string[];
  /** The digits of each phone number in the sample, as far as they are the person's own. */
  readonly phoneDigits: readonly string[];
}

const NAMES = ['ana.gomez', 'j_perez', 'maria-jose', 'LUIS.FERNANDEZ', 'josé.muñoz', 'o.brien', 'x', 'van.der.berg'] as const;
const DOMAINS = ['example.com', 'clinica.example.mx', 'MAIL.Example.co.uk', 'praxis-müller.example', 'a.b.c.example.org'] as const;

/** `#` is a random digit. Each with the last digits random, so that the number can be recognised by them. */
const PHONES = [
  ...[
    '+52 55 #### ####',
    '(55) ####-####',
    '55########',
    '044 55 #### ####',
    '001 52 55 #### ####',
    '+5255########',
    '33-####-####',
  ],
  ...['+1 (415) ###-####', '415-###-####', '415.###.####', '1-415-###-####', '(415)#######', '+1415#######'],
  ...['+34 6## ## ## ##', '6## ### ###', '0034 6########', '91 ### ## ##'],
  ...['+44 7### ######', '07### ######', '020 7### ####', '(0161) ### ####'],
  ...['+49 151 ########', '0151/########', '030 ########', '+49 (0)30 ########'],
  ...['+33 6 ## ## ## ##', '06.##.##.##.##', '06 ## ## ## ##', '06-##-##-##-##'],
  ...['+55 (11) 9####-####', '11 9####-####', '+55119########'],
  ...['+54 9 11 ####-####', '011 15-####-####'],
  ...['090-####-####', '+81 90 #### ####', '03-####-####'],
  ...['+91 9#### #####', '9#########', '+91-9####-#####'],
  ...['+56 9 #### ####', '+57 3## ### ####', '+351 91# ### ###', '+39 3## #######'],
] as [string, ...string[]];

type Disguise = (text: string) => string;
const AS_IT_IS: Disguise = (text) => text;
const DISGUISES: [Disguise, ...Disguise[]] = [
  AS_IT_IS,
  AS_IT_IS,
  AS_IT_IS,
  AS_IT_IS,
  // Full-width forms.
  (text) => text.replace(/[0-9@.+]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  // Invisible characters between the visible ones.
  (text) => [...text].join('\u200b'),
  (text) => text.replace(/(?<=.{3})/, '\u00ad'),
  // As a query string has it, once and twice.
  encodeURIComponent,
  (text) => encodeURIComponent(encodeURIComponent(text)),
  // A typesetter's spaces and dashes.
  (text) => text.replaceAll(' ', '\u00a0').replaceAll('-', '\u2011'),
  // Devanagari digits.
  (text) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x966 + Number(digit))),
];

const SENTENCES: [Disguise, ...Disguise[]] = [
  (value) => value,
  (value) => `call ${value} about reservation/42`,
  (value) => `Reminder sent to <${value}>.`,
  (value) => `payload {"client":{"contact":"${value}"}}`,
  (value) => `GET /api/clients?q=${value}&page=2`,
  (value) => `client/${value}`,
  (value) => `no answer from ${value}, 2026-11-23T07:00:06.123Z, retry 3`,
  (value) => `contact=${value};clinic=clinic-0007`,
  (value) => `${value},${value}`,
  (value) => `Se llamó a «${value}» y no contestó`,
];

/** @param count how many */
export function piiSamples(count: number, seed = 20_261_123): PiiSample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => sample(random, i));
}

/** What of a sample's personal data is readable in a written text; nothing, where all is masked. */
export function readableIn(text: string, { localParts, phoneDigits }: PiiSample): string[] {
  const withoutHashes = text.replace(/hmac:[\w.-]+:[\w-]{22}/g, ' ');
  const plain = decode(withoutHashes)
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[\u0966-\u096f]/g, (digit) => String(digit.charCodeAt(0) - 0x966))
    .toLowerCase();
  const joined = plain.replace(/[\s().\-/+_]/g, '');
  return [...localParts.filter((part) => plain.includes(part)), ...phoneDigits.filter((digits) => joined.includes(digits))];
}

function sample(random: Random, index: number): PiiSample {
  const localParts: string[] = [];
  const phoneDigits: string[] = [];
  const email = () => {
    const local = `${random.pick(NAMES)}${random.pick(['', '+citas'])}.${index}x${localParts.length}`;
    localParts.push(local.toLowerCase());
    return `${local}@${random.pick(DOMAINS)}`;
  };
  const phone = () => {
    const number = random.pick(PHONES).replace(/#/g, () => random.digits(1));
    phoneDigits.push(number.replace(/\D/g, '').slice(-8));
    return number;
  };
  const value = () => random.pick(DISGUISES)(random.below(2) === 0 ? email() : phone());
  const text = () => random.pick(SENTENCES)(value());
  return {
    fields: {
      action: text(),
      resource: random.below(4) === 0 ? { contact: { email: email(), phones: [phone(), phone()] } } : text(),
      status: random.below(4) === 0 ? [email()] : text(),
      latencyMs: random.below(8) === 0 ? phone() : random.below(1_000),
      client: { name: 'Ana', contacts: [{ email: email() }, { phone: phone(), note: text() }] },
      [email()]: true,
      err: random.below(3) === 0 ? Object.assign(new Error(text()), { code: email() }) : undefined,
    },
    event: text(),
    userId: random.below(3) === 0 ? value() : `user-${index}`,
    localParts,
    phoneDigits,
  };
}

function decode(text: string): string {
  try {
    const once = decodeURIComponent(text);
    return once === text ? text : decode(once);
  } catch {
    return text;
  }
}
