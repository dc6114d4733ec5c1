/** What a write says about tenants: the owners that it sets, and the existing rows that it names. */
import type { DataModel, Model, Relation } from './data-model.ts';
import { each, type Fields, isFields, withinTenant } from './values.ts';

/** An existing row that a write links to, changes or removes beside its own. */
export interface NamedRow {
  readonly model: Model;
  /** A unique filter, or a foreign key's values. */
  readonly where: Fields;
  readonly by: 'unique' | 'foreign-key';
}

export interface WriteFindings {
  /** Whether it would give a row to another tenant. */
  foreign: boolean;
  /** The field that is missing to tell whose the row will be. */
  unclear: string | undefined;
  /** Whether it writes or links any row that belongs to a tenant. */
  touchesTenant: boolean;
  readonly rows: NamedRow[];
}

export function noFindings(): WriteFindings {
  return { foreign: false, unclear: undefined, touchesTenant: false, rows: [] };
}

export interface WriteScope {
  readonly models: DataModel;
  readonly tenantField: string;
  readonly tenantId: string;
  /** Whether filters of nested writes are narrowed to the tenant in place. */
  readonly narrow: boolean;
}

/** Looks through the `data` of a create or update and all that is nested in it; adds to `findings`. */
export function inspectData(model: Model, data: unknown, creates: boolean, scope: WriteScope, findings: WriteFindings): void {
  for (const row of each(data)) {
    if (creates && model.scoped && !setsOwner(model, row, scope.tenantField)) findings.unclear = scope.tenantField;
    inspectRow(model, row, scope, findings);
  }
}

function setsOwner(model: Model, row: Fields, tenantField: string): boolean {
  if (row[tenantField] !== undefined) return true;
  return [...model.relations].some(([name, { fields }]) => fields.includes(tenantField) && row[name] !== undefined);
}

function inspectRow(model: Model, row: Fields, scope: WriteScope, findings: WriteFindings): void {
  if (model.scoped) {
    findings.touchesTenant = true;
    const owner = scalar(row[scope.tenantField]);
    if (owner !== undefined && owner !== scope.tenantId) findings.foreign = true;
  }
  for (const [name, relation] of model.relations) {
    const target = scope.models.get(relation.model);
    if (!target) continue;
    if (row[name] !== undefined && target.scoped) findings.touchesTenant = true;
    if (row[name] !== undefined) inspectRelation(model, relation, target, row[name], scope, findings);
    if (target.scoped) inspectForeignKey(relation, target, row, findings);
  }
}

function inspectForeignKey(relation: Relation, model: Model, row: Fields, findings: WriteFindings): void {
  const where: Fields = {};
  for (const [index, field] of relation.fields.entries()) {
    const value = scalar(row[field]);
    const referred = relation.references[index];
    if (value === undefined || value === null || referred === undefined) return;
    where[referred] = value;
  }
  if (relation.fields.length > 0) findings.rows.push({ model, where, by: 'foreign-key' });
}

function inspectRelation(
  owner: Model,
  relation: Relation,
  target: Model,
  value: unknown,
  scope: WriteScope,
  findings: WriteFindings,
) {
  if (!isFields(value)) return;
  const named = (where: unknown) => {
    if (target.scoped) for (const filter of each(where)) findings.rows.push({ model: target, where: filter, by: 'unique' });
    else if (owner.scoped && relation.fields.includes(scope.tenantField)) inspectOwnerLink(relation, where, scope, findings);
  };
  const data = (rows: unknown) => {
    for (const row of each(rows)) inspectRow(target, row, scope, findings);
  };
  for (const [operation, argument] of Object.entries(value)) {
    if (operation === 'connect' || operation === 'set') named(argument);
    else if (operation === 'create') data(argument);
    else if (operation === 'createMany') for (const one of each(argument)) data(one.data);
    else if (operation === 'connectOrCreate') {
      for (const one of each(argument)) {
        named(one.where);
        data(one.create);
      }
    } else if (relation.list) inspectListChange(operation, argument, target, scope, named, data);
    else inspectSingleChange(operation, value, target, scope, data);
  }
}

/** `update`, `upsert`, `delete`, `disconnect` name rows; `updateMany` and `deleteMany` filter them. */
function inspectListChange(
  operation: string,
  argument: unknown,
  target: Model,
  scope: WriteScope,
  named: (where: unknown) => void,
  data: (rows: unknown) => void,
): void {
  const narrow = scope.narrow && target.scoped;
  if (operation === 'deleteMany' && narrow) {
    for (const filter of each(argument)) Object.assign(filter, withinTenant(filter, scope.tenantField, scope.tenantId));
  }
  if (operation === 'delete' || operation === 'disconnect') named(argument);
  if (operation !== 'update' && operation !== 'upsert' && operation !== 'updateMany') return;
  for (const one of each(argument)) {
    data(one.data);
    data(one.create);
    data(one.update);
    if (operation !== 'updateMany') named(one.where);
    else if (narrow) one.where = withinTenant(one.where, scope.tenantField, scope.tenantId);
  }
}

/** The one related row has no filter of its own, so it gets the tenant's. */
function inspectSingleChange(
  operation: string,
  relation: Fields,
  target: Model,
  { tenantField, tenantId, narrow }: WriteScope,
  data: (rows: unknown) => void,
): void {
  const argument = relation[operation];
  const within = (where: unknown) => withinTenant(where, tenantField, tenantId);
  if (operation === 'delete' && argument !== false && narrow && target.scoped) relation.delete = within(argument);
  if (!isFields(argument)) return;
  if (operation === 'upsert') {
    data(argument.create);
    data(argument.update);
    if (narrow && target.scoped) argument.where = within(argument.where);
  }
  if (operation === 'update') {
    const filtered = isFields(argument.data) ? argument : { data: argument };
    data(filtered.data);
    if (narrow && target.scoped) relation.update = { data: filtered.data, where: within(filtered.where) };
  }
}

/** A link to the tenants' own table sets the row's owner. */
function inspectOwnerLink(relation: Relation, where: unknown, scope: WriteScope, findings: WriteFindings): void {
  const referred = relation.references[relation.fields.indexOf(scope.tenantField)] ?? '';
  for (const filter of each(where)) {
    if (filter[referred] === undefined) findings.unclear = referred;
    else if (filter[referred] !== scope.tenantId) findings.foreign = true;
  }
}

/** A field's new value, whether given plainly or as `{ set: … }`. */
function scalar(value: unknown): unknown {
  return isFields(value) && 'set' in value ? value.set : value;
}
