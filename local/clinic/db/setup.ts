/** Makes the sample clinic's tables and its people: `DATABASE_URL=… node db/setup.ts`. Idempotent. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { hashPassword } from '../server/password.ts';
import { clientsOf, clinics, PACKAGE_KINDS, PASSWORD, subscriptionsOf, usersOf } from './fixtures.ts';

/**
 * Applies the schema and inserts what is missing of the seed.
 * @param databaseUrl of an existing, possibly empty database.
 */
export async function setUpDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(await readFile(join(import.meta.dirname, 'schema.sql'), 'utf8'));
    for (const clinic of clinics) await seedClinic(client, clinic);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function seedClinic(client: pg.Client, clinic: (typeof clinics)[number]): Promise<void> {
  const added = await insert(
    client,
    'clinics',
    ['id', 'name', 'tier', 'pii_salt'],
    [[clinic.id, clinic.name, clinic.tier, bytesOf(`salt of ${clinic.id}`)]],
  );
  const users = await Promise.all(
    usersOf(clinic.id).map(async ({ id, email, role }) => [
      id,
      clinic.id,
      email,
      await hashPassword(PASSWORD, bytesOf(id).subarray(0, 16)),
      role,
    ]),
  );
  // Written again each time, so that everybody can sign in whatever happened to the passwords since.
  const reset = '(id) do update set password_hash = excluded.password_hash, role = excluded.role';
  await insert(client, 'users', ['id', 'clinic_id', 'email', 'password_hash', 'role'], users, reset);
  if (added === 0) return;
  const clients = clientsOf(clinic.id);
  await insert(
    client,
    'clients',
    ['id', 'clinic_id', 'name', 'email', 'phone'],
    clients.map(({ id, name, email, phone }) => [id, clinic.id, name, email, phone]),
  );
  await insert(
    client,
    'packages',
    ['id', 'clinic_id', 'client_id', 'kind', 'sessions_left'],
    clients
      .filter((_, i) => i % 4 === 0)
      .map(({ id }, i) => [`pkg-${id}`, clinic.id, id, PACKAGE_KINDS[i % PACKAGE_KINDS.length], 20]),
  );
  await insert(
    client,
    'subscriptions',
    ['id', 'clinic_id', 'client_id', 'currency', 'amount_cents', 'status'],
    subscriptionsOf(clinic.id).map(({ id, clinicId, clientId, currency, amountCents }) => [
      id,
      clinicId,
      clientId,
      currency,
      amountCents,
      'active',
    ]),
  );
}

/** Inserts rows, leaving those alone that are there; answers how many it wrote. */
async function insert(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: readonly unknown[][],
  onConflict = 'do nothing',
): Promise<number> {
  const tuples = rows.map((_, r) => `(${columns.map((_, c) => `$${r * columns.length + c + 1}`).join(', ')})`);
  const sql = `insert into ${table} (${columns.join(', ')}) values ${tuples.join(', ')} on conflict ${onConflict}`;
  return (await client.query(sql, rows.flat())).rowCount ?? 0;
}

function bytesOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    console.error(
      'DATABASE_URL is not set: give the address of a PostgreSQL database, such as postgresql://clinic@localhost:5432/clinic.',
    );
    process.exit(1);
  }
  await setUpDatabase(url);
  console.error(`The database has its tables and ${clinics.length} clinics.`);
}
