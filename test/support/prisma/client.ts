/** The Prisma client of `schema.prisma`, generated on first use, and its tables with two clinics in them. */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

const run = promisify(execFile);
const SCHEMA = join(import.meta.dirname, 'schema.prisma');
const GENERATED = join(import.meta.dirname, 'generated', 'client.ts');

type Arguments = Record<string, unknown>;
/** What a query gives: a row, rows, a number; tests compare it whole. */
type Answer = PromiseLike<unknown>;
type Table = Record<'findFirst' | 'findUniqueOrThrow' | 'findMany' | 'create' | 'createMany' | 'createManyAndReturn', Query> &
  Record<'update' | 'updateMany' | 'updateManyAndReturn' | 'upsert' | 'delete' | 'deleteMany', Query> &
  Record<'aggregate' | 'groupBy' | 'count', Query> & {
    findUnique(args: Arguments): Answer & Record<'reservations' | 'profile', Query>;
  };
type Query = (args?: Arguments) => Answer;

/** As much of the generated client as the tests use: its own types are not there in a fresh clone. */
export interface Client extends Record<'clinic' | 'service' | 'client' | 'profile' | 'reservation' | 'tag' | 'setting', Table> {
  $extends(extension: unknown): Client;
  $transaction<T>(work: (transaction: Client) => Promise<T>): Promise<T>;
  $transaction(queries: readonly Answer[]): Promise<unknown[]>;
  $queryRaw(text: TemplateStringsArray, ...values: unknown[]): Answer;
  $queryRawUnsafe(text: string): Answer;
  $executeRaw(text: TemplateStringsArray, ...values: unknown[]): Answer;
  $executeRawUnsafe(text: string): Answer;
  $disconnect(): Promise<void>;
}

interface Options {
  readonly omit?: unknown;
  /** Connections of its pool. */
  readonly connections?: number;
}

/** A client of that database, without the guard. */
export async function connect(url: string, { omit, connections = 5 }: Options = {}): Promise<Client> {
  await generate();
  const { PrismaClient }: { PrismaClient: new (options: unknown) => Client } = await import(GENERATED);
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: connections }), ...(omit ? { omit } : {}) });
}

async function generate(): Promise<void> {
  if (existsSync(GENERATED) && statSync(GENERATED).mtimeMs > statSync(SCHEMA).mtimeMs) return;
  const prisma = join(import.meta.dirname, '../../../node_modules/.bin/prisma');
  // The schema engine is not needed to generate, and would be downloaded.
  await run(prisma, ['generate', '--schema', SCHEMA], { env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' } });
}

const TABLES = `
  drop table if exists "_ReservationToTag", tags, reservations, profiles, clients, settings, services, clinics;
  create table clinics (id text primary key, name text not null);
  create table services (id text primary key, name text not null);
  create table clients (id text primary key, clinic_id text not null references clinics, email text not null, name text not null,
    unique (clinic_id, email));
  create table profiles (id text primary key, clinic_id text not null, client_id text unique references clients, notes text not null);
  create table reservations (id text primary key, clinic_id text not null, client_id text references clients,
    service_id text references services, minutes int not null);
  create table tags (id text primary key, clinic_id text not null, label text not null);
  create table "_ReservationToTag" ("A" text references reservations on delete cascade, "B" text references tags on delete cascade,
    primary key ("A", "B"));
  create table settings (clinic_id text, name text, value text not null, primary key (clinic_id, name));
`;

/** Row ids begin with the clinic that owns the row: `a-client` is clinic a's. */
const ROWS = `
  insert into clinics values ('a', 'Aurora'), ('b', 'Bahia');
  insert into services values ('massage', 'Massage');
  insert into clients values ('a-client', 'a', 'ana@example.com', 'Ana'), ('b-client', 'b', 'bruno@example.com', 'Bruno');
  insert into profiles values ('a-profile', 'a', 'a-client', 'knee'), ('b-profile', 'b', 'b-client', 'back');
  insert into reservations values ('a-1', 'a', 'a-client', 'massage', 30), ('a-2', 'a', 'a-client', 'massage', 60),
    ('b-1', 'b', 'b-client', 'massage', 45);
  insert into tags values ('a-tag', 'a', 'first'), ('b-tag', 'b', 'first');
  insert into "_ReservationToTag" values ('a-1', 'a-tag');
  insert into settings values ('a', 'colour', 'red'), ('b', 'colour', 'blue');
`;

/** Makes the tables anew, with the rows of two clinics. */
export async function reset(url: string): Promise<void> {
  await sql(url, TABLES + ROWS);
}

/** Runs SQL past Prisma; gives the rows of the last statement. */
export async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results = [await client.query(text)].flat();
    return results.at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}
