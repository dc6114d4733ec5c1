/** Passwords are kept as `scrypt$salt$hash`, both in base64url. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt);
const LENGTH = 32;
/** Cheap, because traffic logs in all the time on the machine that runs everything else too. Real passwords deserve 2 ** 17. */
const COST: ScryptOptions = { cost: 2 ** 12 };

/** The form in which a password is stored. The salt is random unless the seed gives its own. */
export async function hashPassword(password: string, salt: Uint8Array = randomBytes(16)): Promise<string> {
  const hash = await derive(password, salt, LENGTH, COST);
  return `scrypt$${Buffer.from(salt).toString('base64url')}$${hash.toString('base64url')}`;
}

/** Whether a password is the one that `stored` was made from; false for anything that is not such a form. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), LENGTH, COST);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
