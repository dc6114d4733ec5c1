import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { audit } from '../../telemetry/runtime/audit.ts';
import { withTenantContext } from '../../telemetry/runtime/context.ts';
import { allowUnscoped, CrossTenantAccessError, tenantGuard, UnscopedQueryError } from '../../telemetry/runtime/prisma/index.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type Client, connect, reset, sql } from '../support/prisma/client.ts';

vi.mock('../../telemetry/runtime/audit.ts', () => ({ audit: vi.fn() }));

const UNSCOPED = { unscopedModels: ['Clinic', 'Service'] };

let postgres: TestPostgres;
let plain: Client;
let guarded: Client;
let reporting: Client;

beforeAll(async () => {
  postgres = await startPostgres();
  plain = await connect(postgres.url);
  guarded = plain.$extends(tenantGuard(UNSCOPED));
  reporting = plain.$extends(tenantGuard({ ...UNSCOPED, mode: 'report' }));
});
afterAll(async () => {
  await plain?.$disconnect();
  await postgres?.stop();
});
beforeEach(async () => {
  await reset(postgres.url);
  vi.mocked(audit).mockClear();
});

/** As clinic a. */
const asA = <T>(work: () => PromiseLike<T>): Promise<T> => withTenantContext({ tenantId: 'a' }, async () => await work());

const rowsOf = (table: string) => sql(postgres.url, `select * from ${table} order by 1`);

async function expectBlocked(work: () => PromiseLike<unknown>, model: string, operation: string) {
  const error = await asA(work).then(
    (value) => expect.fail(`It was not blocked and gave ${JSON.stringify(value)}.`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CrossTenantAccessError);
  expect(audit).toHaveBeenCalledExactlyOnceWith('CROSS_TENANT_ACCESS', { outcome: 'denied', resource: model, action: operation });
}

describe('reading', () => {
  const queries: [string, (client: Client) => PromiseLike<unknown>][] = [
    ['a row by its id', (db) => db.client.findUnique({ where: { id: 'a-client' } })],
    ['a row that is not there', (db) => db.client.findUnique({ where: { id: 'nobody' } })],
    ['a selection without the tenant field', (db) => db.client.findMany({ where: { clinicId: 'a' }, select: { name: true } })],
    ['a selection with it', (db) => db.client.findMany({ where: { clinicId: 'a' }, select: { name: true, clinicId: true } })],
    ['rows without it', (db) => db.client.findFirst({ where: { clinicId: 'a' }, omit: { clinicId: true } })],
    [
      'rows with nested ones',
      (db) =>
        db.client.findMany({
          where: { clinicId: 'a' },
          include: { profile: true, reservations: { select: { minutes: true, service: { select: { name: true } }, tags: true } } },
        }),
    ],
    ['a relation by name', (db) => db.client.findUnique({ where: { id: 'a-client' } }).reservations({ orderBy: { id: 'asc' } })],
    ['a row of no tenant', (db) => db.service.findMany({ select: { name: true } })],
    [
      'a key that the tenant is part of',
      (db) => db.setting.findUnique({ where: { clinicId_name: { clinicId: 'a', name: 'colour' } } }),
    ],
    [
      'distinct values',
      (db) => db.reservation.findMany({ where: { clinicId: 'a' }, distinct: ['clientId'], select: { clientId: true } }),
    ],
  ];
  it.each(queries)("of one's own rows gives exactly what it gives without the guard: %s", async (_, query) => {
    const expected = await query(plain);
    expect(await asA(() => query(guarded))).toEqual(expected);
    expect(await asA(() => query(reporting))).toEqual(expected);
    expect(audit).not.toHaveBeenCalled();
  });

  const foreign: [string, string, string, (client: Client) => PromiseLike<unknown>][] = [
    ["another tenant's id", 'Client', 'findUnique', (db) => db.client.findUnique({ where: { id: 'b-client' } })],
    [
      'its id, selecting one field',
      'Client',
      'findUnique',
      (db) => db.client.findUnique({ where: { id: 'b-client' }, select: { name: true } }),
    ],
    ['its id, or throw', 'Client', 'findUniqueOrThrow', (db) => db.client.findUniqueOrThrow({ where: { id: 'b-client' } })],
    ['its e-mail address', 'Client', 'findFirst', (db) => db.client.findFirst({ where: { email: 'bruno@example.com' } })],
    ['no filter', 'Client', 'findMany', (db) => db.client.findMany()],
    [
      'a shared row',
      'Service',
      'findMany',
      (db) => db.service.findMany({ include: { reservations: { select: { minutes: true } } } }),
    ],
    ['the table of tenants', 'Clinic', 'findMany', (db) => db.clinic.findMany({ include: { clients: true } })],
    ['a relation by name', 'Client', 'findUnique', (db) => db.client.findUnique({ where: { id: 'b-client' } }).reservations()],
  ];
  it.each(foreign)('is blocked where a row of another tenant comes through %s', async (_, model, operation, query) => {
    await expectBlocked(() => query(guarded), model, operation);
  });
  it.each(foreign)('is reported, and passes, in report mode where it comes through %s', async (_, model, operation, query) => {
    const expected = await query(plain);
    expect(await asA(() => query(reporting))).toEqual(expected);
    expect(audit).toHaveBeenCalledExactlyOnceWith('CROSS_TENANT_ACCESS', {
      outcome: 'failure',
      resource: model,
      action: operation,
    });
  });

  it('is blocked where a row of one tenant links to a row of another', async () => {
    await sql(postgres.url, `update reservations set client_id = 'b-client' where id = 'a-1'`);
    const query = () => guarded.reservation.findMany({ where: { clinicId: 'a' }, select: { client: { select: { name: true } } } });
    await expectBlocked(query, 'Reservation', 'findMany');
  });

  it("counts, aggregates and groups the tenant's rows only", async () => {
    expect(await asA(() => guarded.reservation.count())).toBe(2);
    expect(await asA(() => guarded.reservation.count({ where: { minutes: { gt: 40 } } }))).toBe(1);
    expect(await asA(() => guarded.reservation.aggregate({ _sum: { minutes: true } }))).toEqual({ _sum: { minutes: 90 } });
    expect(await asA(() => guarded.reservation.groupBy({ by: ['clinicId'], _count: true }))).toEqual([
      { clinicId: 'a', _count: 2 },
    ]);
    expect(await asA(() => guarded.reservation.count({ where: { clinicId: 'b' } }))).toBe(0);
    expect(await asA(() => guarded.reservation.count({ where: { AND: { clinicId: 'b' } } }))).toBe(0);
    expect(await asA(() => guarded.reservation.count({ where: { OR: [{ clinicId: 'b' }, { minutes: 30 }] } }))).toBe(1);
  });

  it("counts the tenant's related rows only, and wants the relations named", async () => {
    const counts = () => guarded.service.findMany({ select: { _count: { select: { reservations: true } } } });
    expect(await asA(counts)).toEqual([{ _count: { reservations: 2 } }]);
    await expect(asA(() => guarded.service.findMany({ select: { _count: true } }))).rejects.toThrow(
      '_count: true on Service counts rows of every tenant: name the relations, as in _count: { select: { reservations: true } }.',
    );
  });

  it('in report mode reports what counts rows of other tenants', async () => {
    expect(await asA(() => reporting.reservation.count())).toBe(3);
    expect(audit).toHaveBeenCalledOnce();
    expect(await asA(() => reporting.reservation.count({ where: { clinicId: 'a' } }))).toBe(2);
    expect(audit).toHaveBeenCalledOnce();
  });
});

describe('writing', () => {
  const newClient = { id: 'new', clinicId: 'a', email: 'new@example.com', name: 'New' };

  it("of one's own rows works as without the guard", async () => {
    await asA(async () => {
      expect(await guarded.client.create({ data: newClient, select: { name: true } })).toEqual({ name: 'New' });
      expect(await guarded.client.update({ where: { id: 'new' }, data: { name: 'Nueva' }, select: { name: true } })).toEqual({
        name: 'Nueva',
      });
      const upsert = { where: { id: 'new' }, create: newClient, update: { name: 'Renewed' }, select: { name: true } };
      expect(await guarded.client.upsert(upsert)).toEqual({ name: 'Renewed' });
      expect(
        await guarded.client.upsert({ ...upsert, where: { id: 'newer' }, create: { ...newClient, id: 'newer', email: 'n' } }),
      ).toEqual({
        name: 'New',
      });
      expect(await guarded.client.delete({ where: { id: 'new' }, select: { id: true } })).toEqual({ id: 'new' });
      expect(await guarded.client.createMany({ data: [newClient] })).toEqual({ count: 1 });
      expect(
        await guarded.tag.createManyAndReturn({ data: [{ id: 't', clinicId: 'a', label: 'x' }], select: { label: true } }),
      ).toEqual([{ label: 'x' }]);
      const key = { clinicId_name: { clinicId: 'a', name: 'colour' } };
      expect(await guarded.setting.update({ where: key, data: { value: 'green' } })).toEqual({
        clinicId: 'a',
        name: 'colour',
        value: 'green',
      });
    });
    expect(audit).not.toHaveBeenCalled();
  });

  it('through every kind of nested write works on own rows', async () => {
    await asA(async () => {
      await guarded.client.create({
        data: {
          ...{ id: 'n', email: 'n@example.com', name: 'N', clinic: { connect: { id: 'a' } } },
          profile: { create: { id: 'np', clinicId: 'a', notes: '' } },
          reservations: { create: [{ id: 'n1', clinicId: 'a', minutes: 5, service: { connect: { id: 'massage' } } }] },
        },
      });
      await guarded.client.update({
        where: { id: 'n' },
        data: {
          profile: { update: { notes: 'changed' } },
          reservations: {
            connect: [{ id: 'a-1' }],
            update: [{ where: { id: 'n1' }, data: { minutes: 6 } }],
            updateMany: [{ where: { minutes: 30 }, data: { minutes: 31 } }],
            upsert: [{ where: { id: 'n2' }, create: { id: 'n2', clinicId: 'a', minutes: 7 }, update: { minutes: 8 } }],
          },
        },
      });
      await guarded.reservation.update({
        where: { id: 'n1' },
        data: { tags: { connectOrCreate: [{ where: { id: 'a-tag' }, create: { id: 'a-tag', clinicId: 'a', label: 'first' } }] } },
      });
      await guarded.client.update({
        where: { id: 'n' },
        data: { profile: { delete: true }, reservations: { delete: [{ id: 'n2' }] } },
      });
    });
    expect(audit).not.toHaveBeenCalled();
    expect(await sql(postgres.url, `select id, minutes from reservations where client_id = 'n' order by id`)).toEqual([
      { id: 'a-1', minutes: 31 },
      { id: 'n1', minutes: 6 },
    ]);
    expect(await rowsOf('profiles')).toHaveLength(2);
  });

  const refused: [string, string, string, (db: Client) => PromiseLike<unknown>][] = [
    ['updating by id', 'Client', 'update', (db) => db.client.update({ where: { id: 'b-client' }, data: { name: 'X' } })],
    ['deleting by id', 'Reservation', 'delete', (db) => db.reservation.delete({ where: { id: 'b-1' } })],
    [
      'upserting by id',
      'Client',
      'upsert',
      (db) => db.client.upsert({ where: { id: 'b-client' }, create: { ...newClient, id: 'b-client' }, update: { name: 'X' } }),
    ],
    [
      'updating by a key that names the tenant',
      'Setting',
      'update',
      (db) => db.setting.update({ where: { clinicId_name: { clinicId: 'b', name: 'colour' } }, data: { value: 'X' } }),
    ],
    ['giving a row away', 'Client', 'update', (db) => db.client.update({ where: { id: 'a-client' }, data: { clinicId: 'b' } })],
    [
      'giving a row away with set',
      'Client',
      'updateMany',
      (db) => db.client.updateMany({ where: { id: 'a-client' }, data: { clinicId: { set: 'b' } } }),
    ],
    [
      "giving a row away through the tenants' table",
      'Client',
      'update',
      (db) => db.client.update({ where: { id: 'a-client' }, data: { clinic: { connect: { id: 'b' } } } }),
    ],
    ['creating for another tenant', 'Client', 'create', (db) => db.client.create({ data: { ...newClient, clinicId: 'b' } })],
    [
      'creating many, one for another tenant',
      'Client',
      'createMany',
      (db) => db.client.createMany({ data: [newClient, { ...newClient, id: 'x', clinicId: 'b' }] }),
    ],
    [
      'creating a nested row for another tenant',
      'Client',
      'create',
      (db) => db.client.create({ data: { ...newClient, reservations: { create: [{ id: 'x', clinicId: 'b', minutes: 1 }] } } }),
    ],
    [
      "a foreign key to another tenant's row",
      'Reservation',
      'create',
      (db) => db.reservation.create({ data: { id: 'x', clinicId: 'a', minutes: 1, clientId: 'b-client' } }),
    ],
    [
      "many foreign keys, one to another tenant's row",
      'Reservation',
      'createMany',
      (db) =>
        db.reservation.createMany({
          data: ['a-client', 'b-client'].map((clientId) => ({ id: clientId, clinicId: 'a', minutes: 1, clientId })),
        }),
    ],
    [
      'connecting',
      'Reservation',
      'update',
      (db) => db.reservation.update({ where: { id: 'a-1' }, data: { client: { connect: { id: 'b-client' } } } }),
    ],
    [
      'connecting many to many',
      'Reservation',
      'update',
      (db) => db.reservation.update({ where: { id: 'a-1' }, data: { tags: { connect: [{ id: 'b-tag' }] } } }),
    ],
    [
      'replacing many to many',
      'Reservation',
      'update',
      (db) => db.reservation.update({ where: { id: 'a-1' }, data: { tags: { set: [{ id: 'b-tag' }] } } }),
    ],
    [
      'connect or create',
      'Reservation',
      'update',
      (db) =>
        db.reservation.update({
          where: { id: 'a-1' },
          data: { tags: { connectOrCreate: { where: { id: 'b-tag' }, create: { id: 'b-tag', clinicId: 'a', label: '' } } } },
        }),
    ],
    [
      'connecting to a row of no tenant',
      'Service',
      'update',
      (db) => db.service.update({ where: { id: 'massage' }, data: { reservations: { connect: [{ id: 'b-1' }] } } }),
    ],
    [
      'a nested update',
      'Service',
      'update',
      (db) =>
        db.service.update({
          where: { id: 'massage' },
          data: { reservations: { update: [{ where: { id: 'b-1' }, data: { minutes: 1 } }] } },
        }),
    ],
    [
      'a nested delete',
      'Service',
      'update',
      (db) => db.service.update({ where: { id: 'massage' }, data: { reservations: { delete: [{ id: 'b-1' }] } } }),
    ],
  ];
  it.each(refused)('is blocked before anything changes: %s', async (_, model, operation, query) => {
    const tables = ['clients', 'profiles', 'reservations', 'tags', 'settings', '"_ReservationToTag"'];
    const before = await Promise.all(tables.map(rowsOf));
    await expectBlocked(() => query(guarded), model, operation);
    expect(await Promise.all(tables.map(rowsOf))).toEqual(before);
  });

  it("by filter changes the tenant's rows only", async () => {
    expect(await asA(() => guarded.reservation.updateMany({ data: { minutes: 1 } }))).toEqual({ count: 2 });
    expect(await asA(() => guarded.tag.updateManyAndReturn({ data: { label: 'x' }, select: { id: true } }))).toEqual([
      { id: 'a-tag' },
    ]);
    expect(await asA(() => guarded.profile.deleteMany({ where: { id: { in: ['a-profile', 'b-profile'] } } }))).toEqual({
      count: 1,
    });
    expect(await sql(postgres.url, 'select id, minutes from reservations order by id')).toEqual([
      { id: 'a-1', minutes: 1 },
      { id: 'a-2', minutes: 1 },
      { id: 'b-1', minutes: 45 },
    ]);
    expect(audit).not.toHaveBeenCalled();
  });

  it("by a nested filter changes the tenant's rows only", async () => {
    const data = { reservations: { updateMany: [{ where: {}, data: { minutes: 2 } }] } };
    await asA(() => guarded.service.update({ where: { id: 'massage' }, data }));
    await asA(() =>
      guarded.service.update({ where: { id: 'massage' }, data: { reservations: { deleteMany: { minutes: { gt: 0 } } } } }),
    );
    expect(await sql(postgres.url, 'select id, minutes from reservations order by id')).toEqual([{ id: 'b-1', minutes: 45 }]);
  });

  it('of the one related row leaves another tenant alone', async () => {
    await sql(postgres.url, `update profiles set client_id = null where id = 'a-profile'`);
    await sql(postgres.url, `update profiles set client_id = 'a-client' where id = 'b-profile'`);
    const update = () => guarded.client.update({ where: { id: 'a-client' }, data: { profile: { update: { notes: 'X' } } } });
    await expect(asA(update)).rejects.toThrow();
    const remove = () => guarded.client.update({ where: { id: 'a-client' }, data: { profile: { delete: true } } });
    await expect(asA(remove)).rejects.toThrow();
    expect(await sql(postgres.url, `select notes from profiles where id = 'b-profile'`)).toEqual([{ notes: 'back' }]);
  });

  it('of a row that nobody has fails as without the guard, and is no cross-tenant access', async () => {
    const update = (db: Client) => db.client.update({ where: { id: 'nobody' }, data: { name: 'X' } });
    await expect(asA(() => update(guarded))).rejects.toMatchObject({ code: 'P2025' });
    const create = () => guarded.client.create({ data: { ...newClient, id: 'a-client' } });
    await expect(asA(create)).rejects.toMatchObject({ code: 'P2002' });
    expect(audit).not.toHaveBeenCalled();
  });

  it('needs to know whose the new row is', async () => {
    const { clinicId: _, ...unowned } = newClient;
    await expect(asA(() => guarded.client.create({ data: unowned }))).rejects.toThrow(
      'Client.create does not say whose the row is: give clinicId.',
    );
  });

  it('in report mode happens, and is reported', async () => {
    await asA(() => reporting.client.update({ where: { id: 'b-client' }, data: { name: 'X' } }));
    await asA(() => reporting.reservation.update({ where: { id: 'a-1' }, data: { tags: { connect: [{ id: 'b-tag' }] } } }));
    await asA(() => reporting.reservation.deleteMany());
    expect(vi.mocked(audit).mock.calls.map(([, entry]) => [entry.outcome, entry.resource, entry.action])).toEqual([
      ['failure', 'Client', 'update'],
      ['failure', 'Reservation', 'update'],
      ['failure', 'Reservation', 'deleteMany'],
    ]);
    expect(await rowsOf('reservations')).toEqual([]);
    expect(await sql(postgres.url, `select name from clients where id = 'b-client'`)).toEqual([{ name: 'X' }]);
  });
});

describe('what cannot be attributed to one tenant', () => {
  it('is refused without a tenant in context, but for models that belong to none', async () => {
    await expect(Promise.resolve(guarded.client.findMany())).rejects.toThrow(UnscopedQueryError);
    await expect(Promise.resolve(guarded.client.count())).rejects.toThrow(
      'Client.count was refused: there is no tenant in context. Call it inside withTenantContext({ tenantId }, …), or inside allowUnscoped(reason, …) if it concerns every tenant.',
    );
    await expect(Promise.resolve(guarded.clinic.findMany({ include: { clients: true } }))).rejects.toThrow(UnscopedQueryError);
    const linked = guarded.service.update({ where: { id: 'massage' }, data: { reservations: { connect: [{ id: 'b-1' }] } } });
    await expect(Promise.resolve(linked)).rejects.toThrow(UnscopedQueryError);
    expect(await guarded.clinic.count()).toBe(2);
    expect(audit).not.toHaveBeenCalled();
  });

  it.each([
    ['$queryRaw', () => guarded.$queryRaw`select 1`],
    ['$queryRawUnsafe', () => guarded.$queryRawUnsafe('select 1')],
    ['$executeRaw', () => guarded.$executeRaw`delete from tags`],
    ['$executeRawUnsafe', () => guarded.$executeRawUnsafe('delete from tags')],
  ])('is refused in raw SQL: %s', async (_, query) => {
    await expect(asA(query)).rejects.toThrow(UnscopedQueryError);
    expect(await rowsOf('tags')).toHaveLength(2);
  });

  it('passes inside allowUnscoped, and only there', async () => {
    // Prisma's promises start when they are awaited: the mark must still be there then.
    expect(await allowUnscoped('count everything', () => guarded.client.count())).toBe(2);
    expect(await allowUnscoped('a report', () => guarded.$queryRaw`select count(*)::int as n from clients`)).toEqual([{ n: 2 }]);
    await expect(Promise.resolve(guarded.client.count())).rejects.toThrow(UnscopedQueryError);
  });

  it('passes in report mode', async () => {
    expect(await reporting.client.count()).toBe(2);
    expect(await reporting.$queryRaw`select 1 as one`).toEqual([{ one: 1 }]);
  });
});

describe('transactions', () => {
  it('see their own rows, and are rolled back by a violation', async () => {
    const work = async (db: Client) => {
      await db.client.create({ data: { id: 'n', clinicId: 'a', email: 'n', name: 'N' } });
      await db.reservation.create({ data: { id: 'n1', clinicId: 'a', minutes: 1, clientId: 'n' } });
      await db.client.update({ where: { id: 'n' }, data: { name: 'M' } });
    };
    await asA(() => guarded.$transaction(work));
    expect(await sql(postgres.url, `select name from clients where id = 'n'`)).toEqual([{ name: 'M' }]);

    await sql(postgres.url, `delete from reservations where id = 'n1'; delete from clients where id = 'n'`);
    const violating = async (db: Client) => {
      await work(db);
      await db.client.update({ where: { id: 'b-client' }, data: { name: 'X' } });
    };
    await expectBlocked(() => guarded.$transaction(violating), 'Client', 'update');
    expect(await sql(postgres.url, `select id from clients order by id`)).toEqual([{ id: 'a-client' }, { id: 'b-client' }]);
  });

  it('need no second connection for the checks', async () => {
    const single = await connect(postgres.url, { connections: 1 });
    const db = single.$extends(tenantGuard(UNSCOPED));
    const work = async (transaction: Client) => {
      await transaction.reservation.create({ data: { id: 'x', clinicId: 'a', minutes: 1, clientId: 'a-client' } });
      await transaction.client.update({ where: { id: 'b-client' }, data: { name: 'X' } });
    };
    await expectBlocked(() => db.$transaction(work), 'Client', 'update');
    await single.$disconnect();
  });

  it('of a list of queries work, and are rolled back by a violation', async () => {
    const rename = (id: string) => guarded.client.update({ where: { id }, data: { name: 'X' }, select: { id: true } });
    expect(await asA(() => guarded.$transaction([rename('a-client'), guarded.client.count()]))).toEqual([{ id: 'a-client' }, 1]);
    await reset(postgres.url);
    await expectBlocked(() => guarded.$transaction([rename('a-client'), rename('b-client')]), 'Client', 'update');
    await expectBlockedAgain(() => guarded.$transaction([rename('a-client'), guarded.client.create({ data: { clinicId: 'b' } })]));
    expect(await sql(postgres.url, 'select name from clients order by id')).toEqual([{ name: 'Ana' }, { name: 'Bruno' }]);
  });

  async function expectBlockedAgain(work: () => PromiseLike<unknown>) {
    vi.mocked(audit).mockClear();
    await expectBlocked(work, 'Client', 'create');
  }
});

describe('extending a client', () => {
  it('fails, naming every model that is not accounted for', () => {
    expect(() => plain.$extends(tenantGuard({ unscopedModels: ['Clinic', 'Nothing'] }))).toThrow(
      'tenantGuard() cannot guard this client: Service has no field clinicId: add it, or name the model in unscopedModels; unscopedModels names Nothing, which is no model.',
    );
  });

  it('fails where the client leaves the tenant field out of every result', async () => {
    const omitting = await connect(postgres.url, { omit: { client: { clinicId: true } } });
    expect(() => omitting.$extends(tenantGuard(UNSCOPED))).toThrow(
      "the client's option omit leaves clinicId out of Client: take that out",
    );
    await omitting.$disconnect();
  });
});
