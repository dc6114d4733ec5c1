/** What is read at each export rather than counted as it happens. */
import { observe } from '@vigia/telemetry';
import { allowUnscoped } from '@vigia/telemetry/prisma';
import { database, pool } from './database.ts';
import { saturations } from './rate-limiter.ts';

const DATABASE_READING_MS = 5_000;

/** Registers the application's gauges. */
export function registerGauges(): void {
  observe('rate_limiter_saturation_ratio', () => saturations());
  observe('db_client_connections', () => [
    { value: pool().idleCount, labels: { state: 'idle' } },
    { value: pool().totalCount - pool().idleCount, labels: { state: 'used' } },
    { value: pool().waitingCount, labels: { state: 'pending' } },
  ]);
  observe('active_clients', remembered(activeClients));
  observe('active_packages', remembered(activePackages));
  observe('stripe_mrr', remembered(monthlyRevenue));
  observe('queue_depth', remembered(queueDepths));
}

interface TenantValue {
  readonly tenant: string;
  readonly value: number;
}

async function activeClients() {
  const rows = await acrossClinics(
    () => database().$queryRaw<TenantValue[]>`
      select c.id as tenant, count(distinct r.client_id)::int as value
      from clinics c left join reservations r
        on r.clinic_id = c.id and r.status = 'booked' and r.created_at > now() - interval '90 days'
      group by c.id`,
  );
  return rows.map(({ value, tenant }) => ({ value, labels: { tenant } }));
}

async function activePackages() {
  const rows = await acrossClinics(
    () => database().$queryRaw<(TenantValue & { kind: string })[]>`
      select clinic_id as tenant, kind, count(*)::int as value from packages where sessions_left > 0 group by clinic_id, kind`,
  );
  return rows.map(({ value, tenant, kind }) => ({ value, labels: { tenant, package: kind } }));
}

async function monthlyRevenue() {
  const rows = await acrossClinics(
    () => database().$queryRaw<(TenantValue & { currency: string })[]>`
      select clinic_id as tenant, currency, (sum(amount_cents) / 100.0)::float8 as value
      from subscriptions where status <> 'canceled' group by clinic_id, currency`,
  );
  return rows.map(({ value, tenant, currency }) => ({ value, labels: { tenant, currency } }));
}

async function queueDepths() {
  const rows = await acrossClinics(
    () => database().$queryRaw<(TenantValue & { queue: string })[]>`
      select c.id as tenant, q.queue, count(j.id)::int as value
      from clinics c cross join (values ('confirmations'), ('password-resets')) as q (queue)
      left join jobs j on j.clinic_id = c.id and j.queue = q.queue
      group by c.id, q.queue`,
  );
  return rows.map(({ value, tenant, queue }) => ({ value, labels: { tenant, queue } }));
}

function acrossClinics<T>(read: () => Promise<T>): Promise<T> {
  return allowUnscoped('gauges cover all clinics', read);
}

/** Exports may come twice a second; the database need not hear of each. A failed reading is tried again at the next. */
function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly reading: Promise<T> } | undefined;
  return () => {
    if (!last || performance.now() - last.at > DATABASE_READING_MS) {
      const reading = read();
      last = { at: performance.now(), reading };
      reading.catch(() => {
        last = undefined;
      });
    }
    return last.reading;
  };
}
