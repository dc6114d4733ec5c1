/** What the tenant guard costs: a query through the guarded client against the same query without it, on a real PostgreSQL. */
import { withTenantContext } from '../telemetry/runtime/context.ts';
import { tenantGuard } from '../telemetry/runtime/prisma/index.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { type Client, connect, reset, sql } from '../test/support/prisma/client.ts';
import { type Benchmark, report } from './support/bench.ts';
import { median } from './support/measure.ts';

const AIM = 1.15;
const SERVICES = { unscopedModels: ['Clinic', 'Service'] };

/** Each as an application would write it: with its own filter on the clinic where it reads many. */
const QUERIES: readonly [name: string, aimed: boolean, run: (db: Client) => PromiseLike<unknown>][] = [
  ['findUnique', true, (db) => db.reservation.findUnique({ where: { id: 'row-7' } })],
  ['findMany, 20 rows', true, (db) => db.reservation.findMany({ where: { clinicId: 'a', minutes: 7 }, take: 20 })],
  [
    'findMany, 20 rows, selected and nested',
    true,
    (db) =>
      db.reservation.findMany({
        where: { clinicId: 'a', minutes: 7 },
        select: { id: true, client: { select: { name: true } } },
        take: 20,
      }),
  ],
  ['count', false, (db) => db.reservation.count({ where: { clinicId: 'a', minutes: 7 } })],
  ['update by id', false, (db) => db.reservation.update({ where: { id: 'row-7' }, data: { minutes: 7 } })],
  [
    'update of a foreign key, which is looked up',
    false,
    (db) => db.reservation.update({ where: { id: 'row-7' }, data: { clientId: 'a-client' } }),
  ],
];

/** 5,000 reservations, 50 of each length, as many for each of two clinics. */
const ROWS = `
  insert into reservations select 'row-' || n, case when n % 200 < 100 then 'a' else 'b' end, null, 'massage', n % 100
    from generate_series(0, 4999) n;
  update reservations set client_id = clinic_id || '-client';
  create index on reservations (clinic_id, minutes);
  analyze reservations;
`;

const WARMUP = 300;
const COUNTED = 1_500;

export const benchmark: Benchmark = {
  name: 'guard',
  summary: 'a query through the tenant guard against the same query without it, on a real PostgreSQL',
  async run() {
    const postgres = await startPostgres();
    try {
      await reset(postgres.url);
      await sql(postgres.url, ROWS);
      const plain = await connect(postgres.url, { connections: 1 });
      const rows = await withTenantContext({ tenantId: 'a' }, () => measureAll(plain));
      await plain.$disconnect();
      return report({
        name: 'guard',
        measured:
          'a query through the guarded client against the same through the plain one, in turns over one connection, medians of 1,500; ' +
          'the ratio is the dearest of the aimed rows (what most requests do); an extension that does nothing is shown beside it',
        ratio: Math.max(...rows.filter(({ aimed }) => aimed).map(({ ratio }) => ratio)),
        aim: AIM,
        rows: rows.map((row) => ({ ...row, ratio: Number(row.ratio.toFixed(2)) })),
      });
    } finally {
      await postgres.stop();
    }
  },
};

async function measureAll(plain: Client) {
  const guarded = plain.$extends(tenantGuard(SERVICES));
  const idle = plain.$extends({ query: { $allOperations: ({ args, query }: Idle) => query(args) } });
  const rows = [];
  for (const [query, aimed, run] of QUERIES) {
    const [base = Number.NaN, empty = Number.NaN, own = Number.NaN] = await medians([plain, idle, guarded], run);
    rows.push({
      query,
      aimed,
      ratio: own / base,
      'idle extension': (empty / base).toFixed(2),
      'µs plain': Math.round(base),
      'µs guarded': Math.round(own),
    });
  }
  return rows;
}

/**
 * Median microseconds of one query on each client. They take turns query by query: most of the time is the database's, and on a
 * busy machine that changes more from one second to the next than the guard costs.
 */
async function medians(clients: readonly Client[], run: (db: Client) => PromiseLike<unknown>): Promise<number[]> {
  const times = clients.map((): number[] => []);
  for (let round = 0; round < WARMUP + COUNTED; round++) {
    for (let turn = 0; turn < clients.length; turn++) {
      const which = (round + turn) % clients.length;
      const client = clients[which];
      if (!client) continue;
      const started = performance.now();
      await run(client);
      if (round >= WARMUP) times[which]?.push((performance.now() - started) * 1e3);
    }
  }
  return times.map(median);
}

interface Idle {
  readonly args: unknown;
  readonly query: (args: unknown) => unknown;
}
