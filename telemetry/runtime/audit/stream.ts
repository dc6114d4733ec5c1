/** The name of the process's hash chain. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { oncePerProcess } from '../process-state.ts';

/** Instance names come back after a restart (a StatefulSet's pod): the id of this life of the process keeps the chains apart. */
const state = oncePerProcess('audit-stream', () => ({ instance: `${hostname()}-${process.pid}`, life: randomUUID() }));

/** From now on the chain bears the instance's name. A chain that began under another one is complete as it is. */
export function useInstance(instance: string): void {
  state.instance = instance;
}

export function streamName(): string {
  return `${state.instance}.${state.life}`;
}
