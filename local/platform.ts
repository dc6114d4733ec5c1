/** The whole platform on one machine: every server of production, started, watched and stopped together. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Speed } from '../telemetry/contract/index.ts';
import { buildClinic } from './clinic/build.ts';
import { choosePorts } from './ports.ts';
import { describeEvent } from './report/service-lines.ts';
import { secretsOf } from './secrets.ts';
import { servicesOf } from './services/index.ts';
import { type Site, TOOLS } from './site.ts';
import type { PlatformError } from './supervisor/errors.ts';
import { assertPortsFree } from './supervisor/free-ports.ts';
import type { Exit } from './supervisor/process-group.ts';
import { record, release, takeOver } from './supervisor/run-file.ts';
import type { Service } from './supervisor/service.ts';
import { createSupervisor } from './supervisor/supervisor.ts';
import { ensureTools, findGrafana } from './tools/index.ts';

export interface PlatformOptions {
  /** How many times as fast its clock runs as production's. */
  readonly speed: Speed;
  /** Folder for everything that it writes; made where it is missing. */
  readonly dataDir: string;
  readonly ports: 'documented' | 'free';
  /** Told what happens, a line at a time: who it is about, and what. */
  readonly onLine: (source: string, text: string) => void;
  /** Only these servers, and those that they need. Default: all. */
  readonly services?: readonly string[];
  /** Grafana as well, where this machine has what runs it. Default: no. */
  readonly grafana?: boolean;
  /** Gives the start up. */
  readonly signal?: AbortSignal;
}

export interface Platform {
  readonly site: Site;
  /** Ends a server on purpose; the others go on. */
  kill(name: string, signal?: NodeJS.Signals): Promise<Exit>;
  /** Starts a server that was killed; settles when it is ready. */
  start(name: string): Promise<void>;
  /** Is told when a server ends that nobody has asked to, and that the others need. */
  onExit(listener: (error: PlatformError) => void): void;
  /** Ends everything; settles when no process is left. */
  stop(): Promise<void>;
}

/**
 * Gets the servers, starts them in order, and settles when all are ready.
 * @throws Error with a sentence for people where that cannot be; nothing is left running then.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { speed, onLine, signal } = options;
  const dataDir = resolve(options.dataDir);
  const left = await takeOver(dataDir);
  if (left.length > 0) onLine('platform', `stopped what an earlier run had left: ${left.join(', ')}`);
  const onProgress = (text: string) => onLine('tools', text.replace(/^\[tools\] /, ''));
  const [tools, extra] = await Promise.all([ensureTools(TOOLS, { onProgress, ...(signal && { signal }) }), extraOf(options)]);
  const ports = await choosePorts(options.ports);
  const site: Site = { tools, ports, speed, dataDir, secrets: secretsOf(dataDir), ...extra };
  const services = chosen(servicesOf(site), options.services);
  await assertPortsFree(services.filter(({ optional }) => !optional));
  for (const { log } of services) mkdirSync(dirname(log), { recursive: true });
  if (services.some(({ name }) => name === 'clinic')) await buildClinic((text) => onLine('clinic', text));

  const listeners: ((error: PlatformError) => void)[] = [];
  const startedAt = new Date().toISOString();
  const supervisor = createSupervisor(services, {
    onEvent: (event) => onLine(event.service, describeEvent(event)),
    onDeath: (error) => {
      for (const listener of listeners) listener(error);
    },
    onChange: (running) => record(dataDir, { startedAt, speed, ports }, running),
  });
  const abandon = () => supervisor.abandon();
  // Whatever ends this process must not leave servers behind.
  process.once('exit', abandon);
  const stop = async () => {
    await supervisor.stop();
    release(dataDir);
    process.off('exit', abandon);
  };
  const stopEarly = () => void supervisor.stop();
  signal?.addEventListener('abort', stopEarly, { once: true });
  try {
    signal?.throwIfAborted();
    await supervisor.startAll();
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stopEarly);
  }
  return {
    site,
    kill: (name, how = 'SIGTERM') => supervisor.kill(name, how),
    start: (name) => supervisor.start(name),
    onExit: (listener) => void listeners.push(listener),
    stop,
  };
}

/** What is good to have. Where it is not to be had, a line says so, and what shows the same. */
async function extraOf({ grafana, onLine }: PlatformOptions): Promise<Pick<Site, 'grafana'>> {
  if (!grafana) return {};
  const found = await findGrafana();
  if (!('missing' in found)) return { grafana: found };
  onLine('grafana', `does not run: ${found.missing}. The same dashboards as pictures: npm run dashboards`);
  return {};
}

/** The named services with all that they need, in the order of the list. */
function chosen(services: readonly Service[], names: readonly string[] | undefined): readonly Service[] {
  if (!names) return services;
  const wanted = new Set(names);
  for (const { name, after } of [...services].reverse()) if (wanted.has(name)) for (const need of after) wanted.add(need);
  return services.filter(({ name }) => wanted.has(name));
}
