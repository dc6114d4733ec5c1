/** Starts services in the order of what they need, notices when one dies, and leaves no process behind. */
import { PlatformError } from './errors.ts';
import { rotate } from './log-file.ts';
import { inOrder } from './order.ts';
import { type Exit, launch, type ProcessGroup } from './process-group.ts';
import { deathOf, untilDone, untilReady } from './readiness.ts';
import type { Service } from './service.ts';

/** What happens to a service; `ms` since its start. */
export type ServiceEvent =
  | { readonly type: 'starting' | 'killed'; readonly service: string }
  | { readonly type: 'stopped'; readonly service: string; readonly forced: boolean }
  | { readonly type: 'ready' | 'done'; readonly service: string; readonly ms: number };

export interface SupervisorOptions {
  readonly onEvent: (event: ServiceEvent) => void;
  /** A service that was ready has ended, and nobody had asked for it. */
  readonly onDeath: (error: PlatformError) => void;
  /** The set of running processes has changed. */
  readonly onChange: (running: readonly RunningProcess[]) => void;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
}

export interface Supervisor {
  /** Starts all; settles when all are ready. @throws PlatformError for the first that fails, with the others still running. */
  startAll(): Promise<void>;
  /** Starts one that was killed; settles when it is ready. */
  start(name: string): Promise<void>;
  /** Ends one on purpose: its death is not reported. Settles when it is gone. */
  kill(name: string, signal: NodeJS.Signals): Promise<Exit>;
  /** Ends all, each after those that need it; settles when no process is left. */
  stop(): Promise<void>;
  /** Ends all at once, without waiting. */
  abandon(): void;
}

const STOP_WITHIN_MS = 10_000;

export function createSupervisor(services: readonly Service[], { onEvent, onDeath, onChange }: SupervisorOptions): Supervisor {
  const byName = new Map(services.map((service) => [service.name, service]));
  const running = new Map<string, ProcessGroup>();
  const leaving = new Set<string>();
  const stopping = new AbortController();

  const changed = () => onChange([...running].map(([name, { pid }]) => ({ name, pid })));

  function find(name: string): Service {
    const service = byName.get(name);
    if (!service) throw new PlatformError(`There is no server "${name}". There are: ${[...byName.keys()].join(', ')}.`);
    return service;
  }

  async function start(service: Service): Promise<void> {
    const since = Date.now();
    const { name } = service;
    if (running.has(name)) throw new PlatformError(`${name} runs already.`);
    onEvent({ type: 'starting', service: name });
    await service.prepare?.();
    rotate(service.log);
    const tooLate = () => new PlatformError(`${name} was not started: the platform is stopping.`);
    if (stopping.signal.aborted) throw tooLate();
    const group = await launch(service);
    if (stopping.signal.aborted) {
      await group.stop('SIGKILL', 0);
      throw tooLate();
    }
    running.set(name, group);
    changed();
    let ready = false;
    const ended = group.exited.then((exit) => {
      running.delete(name);
      changed();
      const expected = leaving.delete(name) || stopping.signal.aborted || !ready;
      if (!expected) onDeath(deathOf(service, exit, Date.now() - since));
      return exit;
    });
    await (service.ready ? untilReady(service, ended, stopping.signal, since) : untilDone(service, ended, since));
    ready = service.ready !== undefined;
    onEvent({ type: ready ? 'ready' : 'done', service: name, ms: Date.now() - since });
  }

  async function end({ name, stopWithin = STOP_WITHIN_MS }: Service, signal: NodeJS.Signals): Promise<Exit> {
    const group = running.get(name);
    if (!group) throw new PlatformError(`${name} does not run.`);
    leaving.add(name);
    return group.stop(signal, stopWithin);
  }

  return {
    async startAll() {
      await inOrder(services, (service) => service.after, start);
    },
    start: (name) => start(find(name)),
    async kill(name, signal) {
      const exit = await end(find(name), signal);
      onEvent({ type: 'killed', service: name });
      return exit;
    },
    async stop() {
      stopping.abort();
      const dependants = ({ name }: Service) => services.filter(({ after }) => after.includes(name)).map((service) => service.name);
      await inOrder(services, dependants, async (service) => {
        if (!running.has(service.name)) return;
        const { signal } = await end(service, service.stopSignal ?? 'SIGTERM');
        onEvent({ type: 'stopped', service: service.name, forced: signal === 'SIGKILL' });
      });
    },
    abandon() {
      stopping.abort();
      for (const group of running.values()) group.signal('SIGKILL');
    },
  };
}
