/** A small queue in the database: confirmation and password-reset mails, sent by this process once a second. */
import { logger, withTenantContext } from '@vigia/telemetry';
import { allowUnscoped } from '@vigia/telemetry/prisma';
import { clinicOf } from './clinics.ts';
import { database } from './database.ts';

export const CONFIRMATIONS = 'confirmations';
export const PASSWORD_RESETS = 'password-resets';

const POLL_MS = 1_000;
const BATCH = 100;

interface Job {
  readonly id: string;
  readonly clinicId: string;
  readonly queue: string;
  readonly subject: string;
}

/** Starts polling, for as long as the process lives. A job under way when it ends becomes due again. */
export function startQueue(): void {
  const poll = async () => {
    await workOff().catch((error: unknown) => {
      if (error instanceof Error) logger.child({ action: 'POLL_QUEUE', resource: 'queue' }).error(error, 'UNEXPECTED_ERROR');
    });
    setTimeout(poll, POLL_MS);
  };
  setTimeout(poll, POLL_MS);
}

async function workOff(): Promise<void> {
  for (const job of await claim()) {
    const { tier } = clinicOf(job.clinicId) ?? {};
    await withTenantContext({ tenantId: job.clinicId, ...(tier && { tier }) }, () => send(job));
  }
}

/** Takes due jobs of all clinics; one whose sender dies becomes due again after a minute. */
function claim(): Promise<Job[]> {
  return allowUnscoped(
    'the queue serves all clinics',
    () => database().$queryRaw<Job[]>`
      update jobs set run_after = now() + interval '1 minute', attempts = attempts + 1
      where id in (select id from jobs where run_after <= now() order by run_after limit ${BATCH} for update skip locked)
      returning id, clinic_id as "clinicId", queue, subject`,
  );
}

/** Stands for the mail server: the sample sends nothing. */
async function send({ id, queue, subject }: Job): Promise<void> {
  const started = performance.now();
  await database().job.deleteMany({ where: { id } });
  const latencyMs = Math.round((performance.now() - started) * 100) / 100;
  logger.info({ action: 'SEND_MAIL', resource: subject, status: 'sent', latencyMs }, `MAIL_SENT ${queue}`);
}
