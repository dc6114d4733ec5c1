/** Random payloads with e-mail addresses and phone numbers as people write them, the same for the same seed. */

export interface PiiSample {
  /** What an application might hand to its logger: the contract's fields, and nested ones that it does not have. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly event: string;
  /** What must not be found in clear: addresses in lower case, numbers as their digits. */
  readonly secrets: readonly string[];
}

type Random = () => number;

/** mulberry32: small, and the same on every machine. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `#` is a digit, `N` one from 2 to 9. */
const PHONE_FORMS = [
  ...['+52 55 N### ####', '(55) N###-####', '044 55 N### ####', '55N#######', '52155N#######', '+52-1-55-N###-####'],
  ...['+1 (212) N##-####', '212-N##-####', '212.N##.####', '1 212 N## ####', '+1212N######'],
  ...['+34 6N# ### ###', '6N# ## ## ##', '+44 20 N### ####', '020 N### ####', '07N## ######', '0044 20 N### ####'],
  ...['+49 30 N#######', '030/N###-###', '0151 N#######', '+33 6 N# ## ## ##', '06 N# ## ## ##', '+33 (0)6 N# ## ## ##'],
  ...['+55 (11) 9N###-####', '(11) 9N###-####', '+54 9 11 N###-####', '011 15 N###-####'],
  ...[
    '+81 3-N###-####',
    '03-N###-####',
    '090-N###-####',
    '+91 9N### #####',
    '09N###-#####',
    '+39 06 N### ####',
    '+351 91N ### ###',
  ],
] as const;

const LOCAL_PARTS = ['ana.lopez', 'luis+citas', 'SOFIA', "o'brien", 'j_castillo99', 'elena-torres', 'm.díaz', 'x'] as const;
const DOMAINS = [
  'example.com',
  'clinica-norte.example',
  'mail.example.co.uk',
  'EXAMPLE.ORG',
  'correo.example.mx',
  'niño.example',
] as const;
const TEXTS = [
  'patient asked to be called at {} after five',
  'Reenviar a {}, por favor',
  '{}',
  'contact={}',
  '<{}>',
  'Tel.: {} / fax none',
  'to:{};cc:nobody',
  '"{}"',
  'llamar {}. Urgente!',
  'https://clinic.example/reset?to={}&step=2',
  'booking 42 for {} (second visit, room 7)',
  'línea\tcon {}\ny salto',
] as const;

/** @returns `count` payloads, each with one to six addresses or numbers in declared fields, nested fields and free text. */
export function piiSamples(count: number, seed = 1): PiiSample[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => sample(random, i));
}

function sample(random: Random, index: number): PiiSample {
  const secrets: string[] = [];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const personal = () => {
    const [written, secret] = random() < 0.5 ? email(random, pick) : phone(random, pick);
    secrets.push(secret);
    return written;
  };
  const text = () => pick(TEXTS).replace('{}', personal);
  const perhaps = (make: () => unknown, otherwise: unknown) => (random() < 0.5 ? make() : otherwise);
  const fields = {
    userId: perhaps(personal, `usr-${index}`),
    action: perhaps(text, 'SEARCH'),
    resource: perhaps(text, `reservation/${index}`),
    status: perhaps(text, 200),
    latencyMs: 12.5,
    // Not of the contract: dropped as a whole.
    client: { contact: { email: personal(), phones: [personal()] } },
    [`note${index % 7}`]: text(),
  };
  return { fields, event: random() < 0.5 ? text() : 'SLOTS_SEARCHED', secrets };
}

function phone(random: Random, pick: <T>(list: readonly T[]) => T): [string, string] {
  const digit = (from: number) => String(from + Math.floor(random() * (10 - from)));
  const written = pick(PHONE_FORMS)
    .replaceAll('N', () => digit(2))
    .replaceAll('#', () => digit(0));
  return [random() < 0.05 ? fullWidth(written) : written, written.replaceAll(/\D/g, '')];
}

function email(random: Random, pick: <T>(list: readonly T[]) => T): [string, string] {
  const [local, domain] = [`${pick(LOCAL_PARTS)}${Math.floor(random() * 1e6)}`, pick(DOMAINS)];
  const at = random() < 0.1 ? pick(['%40', '＠']) : '@';
  return [`${local}${at}${domain}`, `${local}@${domain}`.toLowerCase()];
}

const fullWidth = (text: string) => text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

/** Which of the secrets a text shows, however they are written in it: any case, any punctuation, encoded or full-width. */
export function shown(text: string, secrets: readonly string[]): string[] {
  const plain = text.normalize('NFKC').replaceAll(/%40/gi, '@').toLowerCase();
  const digits = plain.replaceAll(/(?<=\d)[\s().\-/+]{1,4}(?=\d)/g, '');
  return secrets.filter((secret) => (secret.includes('@') ? plain : digits).includes(secret.normalize('NFKC')));
}
