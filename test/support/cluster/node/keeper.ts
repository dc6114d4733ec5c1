/**
 * The process that owns the node: started by the tests, apart from them, with a pipe. When the pipe closes, because they stop the node
 * or have ended in whatever way, it ends the node and removes what the kernel does not: control groups and the data folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { poll } from '../../../../local/supervisor/poll.ts';
import { createCgroups, removeCgroups } from './cgroups.ts';
import { DATA_PREFIX } from './layout.ts';
import { type Lock, takeLock } from './lock.ts';
import { hear, tell } from './messages.ts';
import { linkCommands } from './network.ts';
import { prepareNode } from './prepare.ts';
import type { Programs } from './tools.ts';

const INSIDE = join(import.meta.dirname, 'inside.ts');
const ENDS_WITHIN_MS = 5_000;
/** Enters the groups named before `--`, then becomes the rest. */
const ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 1; shift; done; shift; exec "$@"';
/** The first process of the namespaces: it waits for the one that matters, and buries orphans. */
const FIRST = 'exec 3<&0; "$@" <&3 & wait $!';

const { programs, startedBy } = JSON.parse(process.argv[2] ?? '') as { readonly programs: Programs; readonly startedBy: number };
const since = new Date().toISOString();
let dataFolder = '';
const stopping = new AbortController();
let lock: Lock | undefined;
let node: ChildProcess | undefined;

/** Ends the node, and this process. */
async function end(): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  // What is being made is made first, so that it is found.
  await started.catch(() => undefined);
  await endNode();
  // Without the lock, what there is belongs to another.
  if (lock) await cleanUp();
  lock?.release();
  process.exit(0);
}

async function endNode(): Promise<void> {
  if (!node || node.exitCode !== null || node.signalCode !== null) return;
  const gone = once(node, 'exit');
  node.stdin?.destroy();
  const force = setTimeout(() => node?.kill('SIGKILL'), ENDS_WITHIN_MS);
  await gone;
  clearTimeout(force);
}

/** Of this node and of earlier ones, whose keeper was killed. Whoever holds the lock is the only one. */
async function cleanUp(): Promise<void> {
  await removeCgroups();
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(DATA_PREFIX));
  for (const name of folders) await rm(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 5 });
}

async function start(): Promise<void> {
  const { signal } = stopping;
  lock = await takeLock(() => ({ pid: process.pid, startedBy, since, dataFolder, ending: signal.aborted }), signal);
  await cleanUp();
  if (signal.aborted) return;
  dataFolder = await mkdtemp(join(tmpdir(), DATA_PREFIX));
  await prepareNode(dataFolder, programs);
  const groups = await createCgroups();
  if (signal.aborted) return;
  const unshare = ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const inside = [process.execPath, INSIDE, JSON.stringify({ dataFolder, programs })];
  const argv = ['-c', ENTER, 'sh', ...groups, '--', ...unshare, 'sh', '-c', FIRST, 'sh', ...inside];
  node = spawn('sh', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  const { pid } = node;
  node.once('close', () => void end());
  if (pid === undefined || !node.stdout) throw new Error('The node cannot be started: there is no process to start it in.');
  await namespacesOf(pid);
  for (const [command, ...args] of linkCommands(pid)) await execa(command, args);
  hear(node.stdout, (message) => tell(message.type === 'running' ? { ...message, pid } : message));
  node.stdin?.write('go\n');
}

/** Settles when a process has a network of its own. */
async function namespacesOf(pid: number): Promise<void> {
  const own = readlinkSync('/proc/self/ns/net');
  const moved = async () => (readlinkSync(`/proc/${pid}/ns/net`) === own ? undefined : true);
  if (!(await poll(moved, { within: ENDS_WITHIN_MS, every: 10 }))) {
    throw new Error(
      'The node got no namespaces of its own: unshare was refused. It needs all rights of root (in a container: privileged).',
    );
  }
}

process.stdout.on('error', () => undefined);
const started = start();
started.catch((error: unknown) => {
  tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  void end();
});
process.stdin.resume().once('close', () => void end());
process.once('SIGTERM', () => void end());
