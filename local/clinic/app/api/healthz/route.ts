import { allowUnscoped } from '@vigia/telemetry/prisma';
import { database } from '../../../server/database.ts';

export const dynamic = 'force-dynamic';

/** 200 while the database answers, else 503. No access line: probes come every second. */
export async function GET(): Promise<Response> {
  try {
    await allowUnscoped('health check', () => database().$queryRaw`select 1 as one`);
    return Response.json({ status: 'ok' });
  } catch {
    return Response.json({ status: 'database unavailable' }, { status: 503 });
  }
}
