/** Database operations in flight, by tenant: which clinic holds the connection pool. */
import type { Span } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { currentContext } from './context.ts';
import { observeGauge, tenantLabel } from './metrics.ts';

/** The span that Prisma opens around one call of its client, the wait for a connection included. */
const OPERATION = 'prisma:client:operation';

const inFlight = new Map<string, number>();
const tenantOf = new WeakMap<object, string>();

/** Counts the operation that this span stands for, if it stands for one. */
export function operationStarted(span: Span & ReadableSpan): void {
  if (span.name !== OPERATION) return;
  const tenant = tenantLabel(currentContext().tenantId);
  tenantOf.set(span, tenant);
  inFlight.set(tenant, (inFlight.get(tenant) ?? 0) + 1);
}

export function operationEnded(span: ReadableSpan): void {
  const tenant = tenantOf.get(span);
  if (tenant === undefined) return;
  tenantOf.delete(span);
  inFlight.set(tenant, (inFlight.get(tenant) ?? 1) - 1);
}

/** A tenant once seen stays, at zero: a series that merely stopped would keep its last value. */
export function observeDatabaseOperations(): void {
  observeGauge('db_client_active_operations', () => [...inFlight].map(([tenant, value]) => ({ value, labels: { tenant } })));
}
