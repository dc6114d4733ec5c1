/**
 * Faults that a person or a test switches on for one clinic, through POST /api/chaos. They are real ones: a statement that
 * the database refuses, a statement that takes long. From there on everything is ordinary.
 */
import { allowUnscoped } from '@vigia/telemetry/prisma';
import { database } from './database.ts';
import { processWide } from './process-wide.ts';

export const FAULTS = ['errors', 'slow-bookings'] as const;
export type Fault = (typeof FAULTS)[number];

const SLOW_SECONDS = 0.7;

/** By fault and clinic: the share of its requests that are hit. */
const active = () => processWide('chaos', () => new Map<string, number>());

/** Switches a fault on (`rate` above 0, at most 1) or off (0) for a clinic. */
export function setFault(fault: Fault, tenantId: string, rate: number): void {
  if (rate > 0) active().set(`${fault} ${tenantId}`, rate);
  else active().delete(`${fault} ${tenantId}`);
}

/** Does to a clinic's request what is switched on for it: nothing, as a rule. */
export async function sufferFault(fault: Fault, tenantId: string): Promise<void> {
  const rate = active().get(`${fault} ${tenantId}`);
  if (rate === undefined || Math.random() >= rate) return;
  await allowUnscoped(`fault "${fault}" was asked for`, () =>
    fault === 'errors'
      ? database().$queryRaw`select from a_table_that_is_missing`
      : database().$queryRaw`select 1 as one from pg_sleep(${SLOW_SECONDS}::float8)`,
  );
}
