/** Reading query arguments, whose shape depends on the model. Prisma hands an extension a copy, so they are changed in place. */

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One or many, as most of Prisma's nested arguments may be. */
export function each(value: unknown): Fields[] {
  return (Array.isArray(value) ? value : [value]).filter(isFields);
}

/** The same filter, for that tenant's rows only. */
export function withinTenant(where: unknown, tenantField: string, tenantId: string): Fields {
  const own = { [tenantField]: tenantId };
  if (!isFields(where)) return own;
  if (where[tenantField] === tenantId) return where;
  if (!(tenantField in where) && !('AND' in where)) return { ...where, ...own };
  return { ...where, AND: [own, ...(Array.isArray(where.AND) ? where.AND : where.AND === undefined ? [] : [where.AND])] };
}

/** The filter's rows of other tenants. */
export function outsideTenant(where: unknown, tenantField: string, tenantId: string): Fields {
  return { AND: [isFields(where) ? where : {}, { NOT: { [tenantField]: tenantId } }] };
}
