import { apt } from './apt.ts';
import { findInstalled } from './find.ts';
import { onPath } from './machine.ts';
import type { SystemPackage } from './recipe.ts';
import type { Job, Machine, Tool } from './types.ts';

/** What a person has to do first, or undefined where we may install the package ourselves: as root on a Debian. */
export function missingPackage({ instruction }: SystemPackage, machine: Machine): string | undefined {
  return machine.isRoot && onPath(machine, 'apt-get') ? undefined : instruction;
}

/** Installs Debian's package and answers the tool that it brought, or the exit code of what failed. */
export async function installPackage(
  { tool, package: name }: SystemPackage,
  job: Omit<Job, 'out' | 'scratch'>,
): Promise<Tool | number> {
  const code = await apt(['install', '-y', '--no-install-recommends', name], job);
  if (code !== 0) return code;
  const found = await findInstalled(tool, job.machine);
  return found && !('missing' in found) ? { ...found, source: 'built' } : 1;
}
