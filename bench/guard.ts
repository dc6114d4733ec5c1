/** What the tenant guard costs: a query through the guarded client against the same query without it, on a real PostgreSQL. */
import { withTenantContext } from '../telemetry/runtime/context.ts';
import { tenantGuard } from '../telemetry/runtime/prisma/index.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { type Client, connect, reset, sql } from '../test/support/prisma/client.ts';
import { type Benchmark, report } from './support/bench.ts';
import { compare } from './support/measure.ts';

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

const QUERIES_A_RUN = 40;
const ROUNDS = { counted: 40, warmup: 10 };

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
          'a query through the guarded client against the same through the plain one, one after another over one connection; ' +
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
    const repeat = (client: Client) => async () => {
      for (let made = 0; made < QUERIES_A_RUN; made++) await run(client);
    };
    const variants = [
      { name: 'plain', run: repeat(plain) },
      { name: 'idle', run: repeat(idle) },
      { name: 'guarded', run: repeat(guarded) },
    ];
    const [base, empty, own] = await compare(variants, ROUNDS);
    const microseconds = (of: typeof base) => Math.round((of?.nanoseconds ?? Number.NaN) / QUERIES_A_RUN / 1e3);
    rows.push({
      query,
      aimed,
      ratio: own?.ratio ?? Number.NaN,
      'idle extension': (empty?.ratio ?? Number.NaN).toFixed(2),
      'µs plain': microseconds(base),
      'µs guarded': microseconds(own),
    });
  }
  return rows;
}

interface Idle {
  readonly args: unknown;
  readonly query: (args: unknown) => unknown;
}
