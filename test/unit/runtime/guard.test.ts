import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { audit } from '../../../telemetry/runtime/audit.ts';
import { withTenantContext } from '../../../telemetry/runtime/context.ts';
import {
  CrossTenantAccessError,
  type TenantGuardOptions,
  tenantGuard,
  UnscopedQueryError,
} from '../../../telemetry/runtime/prisma/index.ts';
import { withinTenant } from '../../../telemetry/runtime/prisma/values.ts';

// Against a real PostgreSQL and Prisma's own client: test/live/guard.test.ts. Here is what needs neither.
vi.mock('../../../telemetry/runtime/audit.ts', () => ({ audit: vi.fn() }));
beforeEach(() => {
  vi.mocked(audit).mockClear();
});

const field = (name: string) => ({ name, kind: 'scalar', type: 'String' });
const relation = (name: string, type: string) => ({ name, kind: 'object', type });
const SCHEMA = readFileSync(join(import.meta.dirname, '../../support/prisma/schema.prisma'), 'utf8');
const MODELS = {
  Service: { fields: [field('id'), relation('reservations', 'Reservation')] },
  Reservation: { fields: [field('id'), field('clinicId'), field('clientId'), relation('client', 'Client')] },
  Client: { fields: [field('id'), field('clinicId'), field('name'), relation('reservations', 'Reservation')] },
};

type Call = (call: {
  model?: string;
  operation: string;
  args: unknown;
  query: (args: unknown) => Promise<unknown>;
}) => Promise<unknown>;

/** The guard's callback, as Prisma would get it. */
function callbackOf(options: TenantGuardOptions = {}, client: object = {}): Call {
  let callback: Call | undefined;
  const fake = {
    _runtimeDataModel: { models: MODELS },
    _engineConfig: { inlineSchema: SCHEMA },
    $extends: ({ query }: { query: { $allOperations: Call } }) => {
      callback = query.$allOperations;
    },
    ...client,
  };
  tenantGuard({ unscopedModels: ['Service'], ...options })(fake);
  if (!callback) throw new Error('The guard registered no callback.');
  return callback;
}

const asA = <T>(work: () => T): T => withTenantContext({ tenantId: 'a' }, work);

describe('the guard', () => {
  it('asks for the tenant field at every level, and takes it out again where it was not asked for', async () => {
    const query = vi.fn(async () => [{ clinicId: 'a', name: 'Ana', reservations: [{ id: '1', clinicId: 'a' }] }]);
    const args = { select: { name: true, reservations: { select: { id: true } } } };
    const result = await asA(() => callbackOf()({ model: 'Client', operation: 'findMany', args, query }));
    expect(query).toHaveBeenCalledExactlyOnceWith({
      select: { clinicId: true, name: true, reservations: { select: { clinicId: true, id: true } } },
    });
    expect(result).toEqual([{ name: 'Ana', reservations: [{ id: '1' }] }]);
  });

  it.each(['block', 'report'] as const)('in mode %s finds one foreign row among many, at any depth', async (mode) => {
    const rows = () => [
      { clinicId: 'a', reservations: [{ clinicId: 'a' }, { clinicId: 'b' }] },
      { clinicId: 'a', reservations: [] },
    ];
    const call = () =>
      asA(() =>
        callbackOf({ mode })({
          model: 'Client',
          operation: 'findMany',
          args: { include: { reservations: true } },
          query: async () => rows(),
        }),
      );
    if (mode === 'block') await expect(call()).rejects.toThrow(CrossTenantAccessError);
    else expect(await call()).toEqual(rows());
    const outcome = mode === 'block' ? 'denied' : 'failure';
    expect(audit).toHaveBeenCalledExactlyOnceWith('CROSS_TENANT_ACCESS', { outcome, resource: 'Client', action: 'findMany' });
  });

  it('names neither the other tenant nor a value of the row in its error', async () => {
    const query = async () => ({ clinicId: 'other-clinic', name: 'Bruno' });
    const call = asA(() => callbackOf()({ model: 'Client', operation: 'findFirst', args: {}, query }));
    await expect(call).rejects.toThrow(new CrossTenantAccessError('Client', 'findFirst', 'a'));
    await expect(call).rejects.toThrow(
      'Client.findFirst reached a row of another tenant than "a", the one in context. It was blocked.',
    );
  });

  it('fails closed: for rows that nobody owns, for results that it cannot compare, for operations that it does not know', async () => {
    const call = (operation: string, result: unknown) =>
      asA(() => callbackOf()({ model: 'Client', operation, args: {}, query: async () => result }));
    await expect(call('findFirst', { clinicId: null })).rejects.toThrow(CrossTenantAccessError);
    await expect(call('findFirst', { name: 'Ana' })).rejects.toThrow(UnscopedQueryError);
    await expect(call('findRaw', [])).rejects.toThrow('Client.findRaw was refused: findRaw is not checked.');
  });

  it('names the tenant field as the application does', async () => {
    const models = { Order: { fields: [field('id'), field('shop')] } };
    const client = { _runtimeDataModel: { models } };
    const query = vi.fn(async () => 3);
    const guard = callbackOf({ tenantField: 'shop', unscopedModels: [] }, client);
    await asA(() => guard({ model: 'Order', operation: 'count', args: { where: { id: '1' } }, query }));
    expect(query).toHaveBeenCalledExactlyOnceWith({ where: { id: '1', shop: 'a' } });
  });

  it('does not start on a Prisma whose internals it does not know', () => {
    expect(() => callbackOf({}, { _runtimeDataModel: undefined })).toThrow(
      'tenantGuard() cannot read the data model of this Prisma client: it knows Prisma 7. Update @vigia/telemetry.',
    );
    expect(() => callbackOf({}, { _engineConfig: { inlineSchema: '' } })).toThrow('tenantGuard() cannot find the relation');
  });
});

describe('a filter within the tenant', () => {
  it.each([
    [undefined, { clinicId: 'a' }],
    [{}, { clinicId: 'a' }],
    [{ id: '1' }, { id: '1', clinicId: 'a' }],
    [
      { id: '1', clinicId: 'a' },
      { id: '1', clinicId: 'a' },
    ],
    [{ clinicId: 'b' }, { clinicId: 'b', AND: [{ clinicId: 'a' }] }],
    [{ clinicId: undefined }, { clinicId: undefined, AND: [{ clinicId: 'a' }] }],
    [{ AND: { id: '1' } }, { AND: [{ clinicId: 'a' }, { id: '1' }] }],
    [{ AND: [{ id: '1' }, { id: '2' }] }, { AND: [{ clinicId: 'a' }, { id: '1' }, { id: '2' }] }],
    [{ OR: [{ id: '1' }, { clinicId: 'b' }] }, { OR: [{ id: '1' }, { clinicId: 'b' }], clinicId: 'a' }],
  ])('of %j is %j', (where, expected) => {
    expect(withinTenant(where, 'clinicId', 'a')).toEqual(expected);
  });
});
