/** What has to be selected so that every row of a result can be compared, and what to take out of the result again. */
import type { DataModel, Model } from './data-model.ts';
import { UnscopedQueryError } from './errors.ts';
import { type Fields, isFields, withinTenant } from './values.ts';

/** How to read the rows of one level of a result. */
export interface ReadPlan {
  /** Whether these rows carry the tenant field. */
  readonly scoped: boolean;
  /** Whether the caller did not ask for it. */
  readonly strip: boolean;
  readonly nested: readonly (readonly [relation: string, plan: ReadPlan])[];
}

export interface ReadScope {
  readonly models: DataModel;
  readonly tenantField: string;
  /** Undefined where related rows are counted as the caller asked. */
  readonly countWithin: string | undefined;
}

/** Makes the plan of a `select`, `include` or neither, and adds the tenant field to it in place, at every level. */
export function planRead(model: Model, selection: Fields, scope: ReadScope): ReadPlan {
  const strip = model.scoped && addTenantField(selection, scope.tenantField);
  const chosen = isFields(selection.select) ? selection.select : isFields(selection.include) ? selection.include : undefined;
  const nested: [string, ReadPlan][] = [];
  for (const [name, relation] of chosen ? model.relations : []) {
    const value = chosen?.[name];
    const target = scope.models.get(relation.model);
    if (!chosen || !value || !target) continue;
    const inner: Fields = isFields(value) ? value : {};
    nested.push([name, planRead(target, inner, scope)]);
    if (Object.keys(inner).length > 0) chosen[name] = inner;
  }
  if (chosen?._count !== undefined) scopeCounts(model, chosen, scope);
  return { scoped: model.scoped, strip, nested };
}

/** Whether any level of the result belongs to a tenant. */
export function touchesTenant(plan: ReadPlan): boolean {
  return plan.scoped || plan.nested.some(([, inner]) => touchesTenant(inner));
}

/** The plan of the part of a result that a chain of relations leads to, as in `client.findUnique(…).reservations()`. */
export function planAt(plan: ReadPlan, dataPath: readonly string[]): ReadPlan {
  let at = plan;
  for (const name of dataPath.filter((_, index) => index % 2 === 1)) {
    at = at.nested.find(([relation]) => relation === name)?.[1] ?? at;
  }
  return at;
}

/**
 * Compares every row, and takes out in place what the caller did not ask for.
 * @returns whether a row belongs to another tenant
 */
export function hasForeignRow(value: unknown, plan: ReadPlan, tenantField: string, tenantId: string): boolean {
  if (Array.isArray(value)) {
    let foreign = false;
    for (const row of value) foreign = hasForeignRow(row, plan, tenantField, tenantId) || foreign;
    return foreign;
  }
  if (!isFields(value)) return false;
  let foreign = false;
  if (plan.scoped) {
    const owner = value[tenantField];
    if (owner === undefined)
      throw new UnscopedQueryError(`A result came without ${tenantField}, so the tenant guard cannot compare it.`);
    foreign = owner !== tenantId;
    if (plan.strip) delete value[tenantField];
  }
  for (const [relation, inner] of plan.nested) foreign = hasForeignRow(value[relation], inner, tenantField, tenantId) || foreign;
  return foreign;
}

/** @returns whether the caller did not ask for the field */
function addTenantField(selection: Fields, tenantField: string): boolean {
  if (isFields(selection.select)) {
    if (selection.select[tenantField] === true) return false;
    selection.select[tenantField] = true;
    return true;
  }
  if (!isFields(selection.omit) || !selection.omit[tenantField]) return false;
  selection.omit[tenantField] = false;
  return true;
}

function scopeCounts(model: Model, chosen: Fields, { models, tenantField, countWithin }: ReadScope): void {
  if (countWithin === undefined) return;
  const owned = [...model.relations].filter(([, relation]) => relation.list && models.get(relation.model)?.scoped);
  const counted = isFields(chosen._count) && isFields(chosen._count.select) ? chosen._count.select : undefined;
  if (chosen._count === true && owned.length > 0) {
    throw new UnscopedQueryError(
      `_count: true on ${model.name} counts rows of every tenant: name the relations, as in _count: { select: { ${owned[0]?.[0]}: true } }.`,
    );
  }
  for (const [name] of counted ? owned : []) {
    const value = counted?.[name];
    if (counted && value)
      counted[name] = { where: withinTenant(isFields(value) ? value.where : undefined, tenantField, countWithin) };
  }
}
