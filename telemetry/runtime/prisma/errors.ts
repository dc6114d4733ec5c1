/** Why the guard refuses a query. Neither message names the other tenant or a value of the row. */

/** A row of another tenant was about to be read or written. The query gave no data and changed no such row. */
export class CrossTenantAccessError extends Error {
  override readonly name = 'CrossTenantAccessError';
  readonly model: string;
  readonly operation: string;

  constructor(model: string, operation: string, tenantId: string) {
    super(`${model}.${operation} reached a row of another tenant than "${tenantId}", the one in context. It was blocked.`);
    this.model = model;
    this.operation = operation;
  }
}

/** A query that the guard cannot attribute to one tenant: no tenant in context, raw SQL, an operation that it does not know. */
export class UnscopedQueryError extends Error {
  override readonly name = 'UnscopedQueryError';
}
