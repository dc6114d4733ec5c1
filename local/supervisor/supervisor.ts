/** Starts services in the order of what they need, notices when one dies, and leaves no process behind. */
import { clear, clearWithoutWaiting } from './clear.ts';
import { PlatformError } from './errors.ts';
import { assertPortsFree } from './free-ports.ts';
import { rotate } from './log-file.ts';
import { inOrder } from './order.ts';
import { type Exit, launch, type ProcessGroup } from './process-group.ts';
import { deathOf, inOneLine, untilDone, untilReady } from './readiness.ts';
import type { Service } from './service.ts';

/** What happens to a service; `ms` since its start. */
export type ServiceEvent =
  | { readonly type: 'starting' | 'killed'; readonly service: string }
  | { readonly type: 'stopped'; readonly service: string; readonly forced: boolean }
  | { readonly type: 'ready' | 'done'; readonly service: string; readonly ms: number }
  /** An optional one could not be started, or has died: why, on one line. */
  | { readonly type: 'absent'; readonly service: string; readonly why: string };

export interface SupervisorOptions {
  readonly onEvent: (event: ServiceEvent) => void;
  /** A service that was ready and is not optional has ended, and nobody had asked for it. */
  readonly onDeath: (error: PlatformError) => void;
  /** The set of running processes has changed. */
  readonly onChange: (running: readonly RunningProcess[]) => void;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
}

export interface Supervisor {
  /**
   * Starts all; settles when all are ready that are not optional.
   * @throws PlatformError for the first that fails, with the others still running.
   */
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
  const background: Promise<void>[] = [];

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
    await clear(service);
    if (service.optional) await assertPortsFree([service]);
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
      if (!expected) died(service, deathOf(service, exit, Date.now() - since));
      return exit;
    });
    await (service.ready ? untilReady(service, ended, stopping.signal, since) : untilDone(service, ended, since));
    ready = service.ready !== undefined;
    onEvent({ type: ready ? 'ready' : 'done', service: name, ms: Date.now() - since });
  }

  function died(service: Service, error: PlatformError): void {
    if (service.optional) onEvent({ type: 'absent', service: service.name, why: inOneLine(error) });
    else onDeath(error);
  }

  /** Never rejects: what fails is told, and ended. */
  async function tryStart(service: Service): Promise<void> {
    try {
      await start(service);
    } catch (error) {
      if (stopping.signal.aborted) return;
      onEvent({ type: 'absent', service: service.name, why: inOneLine(error) });
      if (running.has(service.name)) await end(service, service.stopSignal ?? 'SIGTERM');
    }
  }

  async function end(service: Service, signal: NodeJS.Signals): Promise<Exit> {
    const { name, stopWithin = STOP_WITHIN_MS } = service;
    const group = running.get(name);
    if (!group) throw new PlatformError(`${name} does not run.`);
    leaving.add(name);
    const exit = await group.stop(signal, stopWithin);
    if (exit.signal === 'SIGKILL') await clear(service);
    return exit;
  }

  return {
    async startAll() {
      const needed = services.filter(({ optional }) => !optional);
      await inOrder(needed, (service) => service.after, start);
      background.push(...services.filter(({ optional }) => optional).map(tryStart));
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
      await Promise.all(background);
    },
    abandon() {
      stopping.abort();
      for (const [name, group] of running) {
        group.signal('SIGKILL');
        clearWithoutWaiting(find(name));
      }
    },
  };
}
