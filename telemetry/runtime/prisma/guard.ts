/** The tenant guard: a Prisma client extension that lets no row of another tenant through, in either direction. */
import { Prisma } from '@prisma/client/extension';
import { audit } from '../audit.ts';
import { currentContext } from '../context.ts';
import { logger } from '../log/logger.ts';
import { type ClientInternals, type DataModel, type Model, readDataModel } from './data-model.ts';
import { CrossTenantAccessError, UnscopedQueryError } from './errors.ts';
import { hasForeignRow, planAt, planRead, touchesTenant } from './read-plan.ts';
import { isUnscoped } from './unscoped.ts';
import { type Fields, isFields, outsideTenant, withinTenant } from './values.ts';
import { inspectData, type NamedRow, noFindings, type WriteFindings } from './write-check.ts';

export interface TenantGuardOptions {
  /**
   * `block` refuses a query that reaches another tenant's row; `report` lets it pass. Both write the audit event
   * CROSS_TENANT_ACCESS. Default `block`.
   */
  readonly mode?: 'block' | 'report';
  /** The field that holds a row's tenant, as the Prisma schema names it. Default `clinicId`. */
  readonly tenantField?: string;
  /** Models whose rows belong to no tenant, or that are looked up before the tenant is known. Default none. */
  readonly unscopedModels?: readonly string[];
}

interface Guard {
  readonly mode: 'block' | 'report';
  readonly tenantField: string;
  readonly models: DataModel;
  readonly client: Reader & Internals;
}

/** What Prisma calls an extension with, as far as it is used here. */
interface Call {
  readonly model?: string | undefined;
  readonly operation: string;
  readonly args: unknown;
  readonly query: (args: never) => Promise<unknown>;
  readonly __internalParams?: { readonly dataPath?: readonly string[]; readonly transaction?: { readonly kind?: string } };
}

type Reader = Readonly<Record<string, { findFirst(args: Fields): Promise<unknown>; findUnique(args: Fields): Promise<unknown> }>>;
interface Internals extends ClientInternals {
  readonly _createItxClient?: (transaction: unknown) => Reader;
}

/** Operations that name one existing row by a unique filter, and write it. */
const ONE_ROW = new Set(['update', 'delete', 'upsert']);
/** Operations on whatever a filter finds; what they read or write is the filter's alone, so the tenant is added to it. */
const FILTERED = new Set(['updateMany', 'updateManyAndReturn', 'deleteMany', 'aggregate', 'groupBy', 'count']);
const ROWS_RETURNED = new Set([
  ...['findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow', 'findMany'],
  ...['create', 'createManyAndReturn', 'update', 'updateManyAndReturn', 'upsert', 'delete'],
]);
const KNOWN = new Set([...ONE_ROW, ...FILTERED, ...ROWS_RETURNED, 'createMany']);

/** Prisma's codes for a row that is not there, and for a unique value that is taken. */
const MISSED = new Set(['P2025', 'P2002']);

/** How many foreign keys one check looks up: a write of many rows costs one more query for each so many. */
const KEYS_A_QUERY = 1_000;

/**
 * Guards a client: `prisma.$extends(tenantGuard({ unscopedModels: ['Clinic'] }))`. Every row that is read or written, nested
 * ones too, must belong to the tenant in context. Relations, foreign keys and unique filters are checked before a write.
 * @throws Error when the client is extended, if a model has no tenant field and is not declared
 */
export function tenantGuard({ mode = 'block', tenantField = 'clinicId', unscopedModels = [] }: TenantGuardOptions = {}) {
  return Prisma.defineExtension((client) => {
    const unguarded = client as unknown as Reader & Internals;
    const guard: Guard = { mode, tenantField, client: unguarded, models: readDataModel(unguarded, tenantField, unscopedModels) };
    return client.$extends({
      name: 'vigia-tenant-guard',
      query: {
        $allOperations: (call) => (isUnscoped() ? call.query(call.args) : guarded(guard, call as Call)),
      },
    });
  });
}

async function guarded(guard: Guard, call: Call): Promise<unknown> {
  const model = guard.models.get(call.model ?? '');
  if (!model || !KNOWN.has(call.operation)) return unattributable(guard, call, `${call.operation} is not checked`);
  const { tenantId } = currentContext();
  const args: Fields = isFields(call.args) ? call.args : {};
  const countWithin = guard.mode === 'block' ? tenantId : undefined;
  const plan = planRead(model, ROWS_RETURNED.has(call.operation) ? args : {}, { ...guard, countWithin });
  const findings = inspectWrite(guard, model, call.operation, args, tenantId);
  if (tenantId === undefined) {
    if (!touchesTenant(plan) && !findings.touchesTenant) return call.query(args as never);
    return unattributable(guard, call, 'there is no tenant in context');
  }

  await refuseForeign(guard, call, findings, tenantId);
  const result = model.scoped ? await scopedQuery(guard, model, call, args, tenantId) : await call.query(args as never);
  if (!ROWS_RETURNED.has(call.operation)) return result;
  const shape = planAt(plan, call.__internalParams?.dataPath ?? []);
  if (hasForeignRow(result, shape, guard.tenantField, tenantId)) crossTenant(guard, call, tenantId);
  return result;
}

/** Runs the query on a scoped model's rows, with the tenant in the filters of writes and of everything that counts. */
async function scopedQuery(guard: Guard, model: Model, call: Call, args: Fields, tenantId: string): Promise<unknown> {
  const { mode, tenantField } = guard;
  if (FILTERED.has(call.operation)) {
    if (mode === 'block') return call.query({ ...args, where: withinTenant(args.where, tenantField, tenantId) } as never);
    if (await findsForeign(guard, call, model, args.where, tenantId)) crossTenant(guard, call, tenantId);
  }
  if (mode === 'report' || !ONE_ROW.has(call.operation)) return call.query(args as never);
  const missed = async () => isFields(args.where) && (await isForeign(guard, call, model, args.where, tenantId));
  try {
    const row = await call.query({ ...args, where: withinTenant(args.where, tenantField, tenantId) } as never);
    // Where PostgreSQL does an upsert in one statement, a row that the filter leaves alone is no error but no row.
    if (row === null && (await missed())) crossTenant(guard, call, tenantId);
    return row;
  } catch (error) {
    // The row is not there for this tenant: is it there for another one?
    if (isFields(error) && MISSED.has(String(error.code)) && (await missed())) crossTenant(guard, call, tenantId);
    throw error;
  }
}

function inspectWrite(guard: Guard, model: Model, operation: string, args: Fields, tenantId: string | undefined): WriteFindings {
  const scope = { ...guard, tenantId: tenantId ?? '', narrow: guard.mode === 'block' && tenantId !== undefined };
  const findings = noFindings();
  if (operation === 'upsert') {
    inspectData(model, args.create, true, scope, findings);
    inspectData(model, args.update, false, scope, findings);
  } else inspectData(model, args.data, operation.startsWith('create'), scope, findings);
  return findings;
}

async function refuseForeign(guard: Guard, call: Call, findings: WriteFindings, tenantId: string): Promise<void> {
  if (findings.unclear !== undefined && guard.mode === 'block') {
    throw new UnscopedQueryError(`${call.model}.${call.operation} does not say whose the row is: give ${findings.unclear}.`);
  }
  if (findings.foreign || (await namesForeign(guard, call, findings.rows, tenantId))) crossTenant(guard, call, tenantId);
}

async function namesForeign(guard: Guard, call: Call, rows: readonly NamedRow[], tenantId: string): Promise<boolean> {
  for (const { model, where } of rows.filter(({ by }) => by === 'unique')) {
    if (await isForeign(guard, call, model, where, tenantId)) return true;
  }
  const referred = Map.groupBy(
    rows.filter(({ by }) => by === 'foreign-key'),
    ({ model }) => model,
  );
  for (const [model, keys] of referred) {
    for (let start = 0; start < keys.length; start += KEYS_A_QUERY) {
      const OR = keys.slice(start, start + KEYS_A_QUERY).map(({ where }) => where);
      if (await findsForeign(guard, call, model, { OR }, tenantId)) return true;
    }
  }
  return false;
}

/** Whether the row that this unique filter names belongs to another tenant. */
async function isForeign(guard: Guard, call: Call, model: Model, where: Fields, tenantId: string): Promise<boolean> {
  const row = await table(guard, call, model).findUnique({ where, select: { [guard.tenantField]: true } });
  return isFields(row) && row[guard.tenantField] !== tenantId;
}

/** Whether any row that this filter finds belongs to another tenant. */
async function findsForeign(guard: Guard, call: Call, model: Model, where: unknown, tenantId: string): Promise<boolean> {
  const foreign = outsideTenant(where, guard.tenantField, tenantId);
  return (await table(guard, call, model).findFirst({ where: foreign, select: { [guard.tenantField]: true } })) !== null;
}

/** The unguarded model, inside the caller's interactive transaction if there is one: it may have written the row itself. */
function table({ client }: Guard, call: Call, model: Model): Reader[string] {
  const transaction = call.__internalParams?.transaction;
  const reader = transaction?.kind === 'itx' && client._createItxClient ? client._createItxClient(transaction) : client;
  const name = model.name.charAt(0).toLowerCase() + model.name.slice(1);
  const found = reader[name];
  if (!found) throw new UnscopedQueryError(`The Prisma client has no model ${name}, so the tenant guard cannot check it.`);
  return found;
}

function crossTenant(guard: Guard, call: Call, tenantId: string): void {
  const model = call.model ?? '';
  audit('CROSS_TENANT_ACCESS', { outcome: guard.mode === 'block' ? 'denied' : 'failure', resource: model, action: call.operation });
  if (guard.mode === 'block') throw new CrossTenantAccessError(model, call.operation, tenantId);
}

function unattributable(guard: Guard, call: Call, why: string): Promise<unknown> {
  const name = call.model ? `${call.model}.${call.operation}` : call.operation;
  if (guard.mode === 'block') {
    throw new UnscopedQueryError(
      `${name} was refused: ${why}. Call it inside withTenantContext({ tenantId }, …), or inside allowUnscoped(reason, …) if it concerns every tenant.`,
    );
  }
  logger.warn({ action: name, status: why }, 'UNSCOPED_QUERY');
  return call.query(call.args as never);
}
