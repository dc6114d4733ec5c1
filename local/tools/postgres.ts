import { findInstalled } from './find.ts';
import { onPath } from './machine.ts';
import { run } from './run.ts';
import type { Job, Machine, Tool } from './types.ts';

/** Why PostgreSQL cannot be had, or undefined where we may install it ourselves: as root on a Debian. */
export function missingPostgres(machine: Machine): string | undefined {
  if (machine.isRoot && onPath(machine, 'apt-get')) return undefined;
  return 'PostgreSQL 15 or newer: sudo apt-get install postgresql, brew install postgresql@17, or set VIGIA_POSTGRES_BIN to its server';
}

/** Installs Debian's package and answers the server it brought, or the exit code of what failed. */
export async function installPostgres(job: Omit<Job, 'out' | 'scratch'>): Promise<Tool | number> {
  const env = { ...job.machine.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, signal: job.signal, log: job.log };
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'postgresql'] as const;
  // The lists may be absent or old: refresh them only when the install alone does not work.
  let { code } = await run(install, options);
  if (code !== 0) {
    await run(['apt-get', 'update'], options);
    ({ code } = await run(install, options));
  }
  if (code !== 0) return code;
  const found = await findInstalled('postgres', job.machine);
  return found && !('missing' in found) ? { ...found, source: 'built' } : 1;
}
