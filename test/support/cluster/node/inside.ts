/**
 * Runs inside the node's namespaces, as the child of their first process: when this ends, that does, and the kernel ends all others.
 * It starts the servers once it is told to, and ends with the pipe it was told by.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { createSupervisor, type ServiceEvent } from '../../../../local/supervisor/supervisor.ts';
import { tell } from './messages.ts';
import { mountCommands } from './mounts.ts';
import { NETWORK_SETTINGS, nodeNetworkCommands } from './network.ts';
import { nodeServices } from './services.ts';
import type { Programs } from './tools.ts';

const { dataFolder, programs } = JSON.parse(process.argv[2] ?? '') as { readonly dataFolder: string; readonly programs: Programs };

function fail(error: unknown): never {
  tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

function onEvent(event: ServiceEvent): void {
  if (event.type === 'ready') tell({ type: 'progress', line: `${event.service} ready ${(event.ms / 1_000).toFixed(1)} s` });
}

process.stdin.once('close', () => process.exit(0));
process.stdout.on('error', () => undefined);
try {
  // The machine's side of the link is made now.
  await once(process.stdin, 'data');
  for (const [command, ...args] of [...mountCommands(dataFolder), ...nodeNetworkCommands()]) await execa(command, args);
  for (const [path, value] of Object.entries(NETWORK_SETTINGS)) writeFileSync(`/proc/sys/${path}`, value);
  const supervisor = createSupervisor(nodeServices(dataFolder, programs), { onEvent, onDeath: fail, onChange: () => undefined });
  await supervisor.startAll();
  tell({ type: 'running', dataFolder, pid: process.pid });
} catch (error) {
  fail(error);
}
