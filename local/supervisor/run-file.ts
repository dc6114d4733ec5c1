/**
 * `.data/run.json`: what runs on a data folder, for the commands that join a running platform, and for the start
 * after one that could not clean up (killed, power lost).
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PlatformError } from './errors.ts';
import { identityOf } from './identity.ts';
import { endGroup } from './process-group.ts';
import type { RunningProcess } from './supervisor.ts';

const processRecord = z.object({ name: z.string(), pid: z.number(), identity: z.string() });

const runFile = z.object({
  /** The process that supervises the others. */
  owner: processRecord,
  startedAt: z.string(),
  speed: z.number(),
  ports: z.record(z.string(), z.number()),
  processes: z.array(processRecord),
});

export type RunFile = z.infer<typeof runFile>;
type ProcessRecord = z.infer<typeof processRecord>;

const LEFTOVER_GRACE_MS = 5_000;
const pathIn = (dataDir: string) => join(dataDir, 'run.json');
const isAlive = ({ pid, identity }: ProcessRecord) => identityOf(pid) === identity;

/** What was written last on this data folder, whether it still runs or not. */
function read(dataDir: string): RunFile | undefined {
  try {
    return runFile.parse(JSON.parse(readFileSync(pathIn(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/** The platform that runs on this data folder now, if one does. */
export function runningPlatform(dataDir: string): RunFile | undefined {
  const run = read(dataDir);
  return run && isAlive(run.owner) ? run : undefined;
}

/**
 * Makes the data folder this process's own: ends what a supervisor that is no more has left running.
 * @returns the names of the servers that were ended.
 * @throws PlatformError where another supervisor is alive on it.
 */
export async function takeOver(dataDir: string): Promise<readonly string[]> {
  const run = read(dataDir);
  if (!run) return [];
  if (isAlive(run.owner)) {
    throw new PlatformError(
      `A platform runs on ${dataDir} already (process ${run.owner.pid}, since ${run.startedAt}). ` +
        'Stop it with Ctrl-C in its terminal, or start this one on another folder and other ports: --data DIR --ports free.',
    );
  }
  const left = run.processes.filter(isAlive);
  await Promise.all(left.map(({ pid }) => endGroup(pid, 'SIGTERM', LEFTOVER_GRACE_MS)));
  release(dataDir);
  return left.map(({ name }) => name);
}

/** Writes what runs now; a reader never sees half a file. */
export function record(dataDir: string, run: Omit<RunFile, 'owner' | 'processes'>, running: readonly RunningProcess[]): void {
  const processes = running.flatMap(identified);
  const [owner] = identified({ name: 'supervisor', pid: process.pid });
  const path = pathIn(dataDir);
  writeFileSync(`${path}.new`, `${JSON.stringify({ owner, ...run, processes }, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** Says that nothing runs here any more. */
export function release(dataDir: string): void {
  rmSync(pathIn(dataDir), { force: true });
}

function identified({ name, pid }: RunningProcess): ProcessRecord[] {
  const identity = identityOf(pid);
  return identity === undefined ? [] : [{ name, pid, identity }];
}
