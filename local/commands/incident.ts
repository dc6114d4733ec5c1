/** `npm start -- --incident NAME`: one incident by hand, kept up until Ctrl-C. */
import { type Ports, portsFrom } from '../ports.ts';
import { asLines, follow } from '../report/follow.ts';
import { printLine } from '../report/line.ts';
import { secretsOf } from '../secrets.ts';
import { defaultDataDir } from '../site.ts';
import { runningPlatform } from '../supervisor/run-file.ts';
import { type Incident, type IncidentContext, incidents } from '../traffic/incidents.ts';
import type { StartOptions } from './options.ts';
import { contextOf, Interrupted, interruption, withPlatform } from './session.ts';

/** Joins the platform that runs on the data folder; where there is none, starts one first. */
export async function causeIncident(options: StartOptions, name: string): Promise<number> {
  const { data = defaultDataDir(), ports, grafana, speed = 1 } = options;
  const incident = incidents.find((one) => one.name === name);
  if (!incident) throw new Error(`There is no incident "${name}".`);
  const running = runningPlatform(data);
  try {
    if (!running) {
      return await withPlatform({ speed, dataDir: data, ports, grafana, onLine: printLine }, ({ platform, context, signal }) =>
        keepUp({ incident, context, ports: platform.site.ports, speed }, signal),
      );
    }
    const joined = portsFrom(running.ports);
    const context = contextOf({ ports: joined, secrets: secretsOf(data) });
    return await keepUp({ incident, context, ports: joined, speed: running.speed }, interruption().signal);
  } catch (error) {
    if (error instanceof Interrupted) return 0;
    throw error;
  }
}

interface Cause {
  readonly incident: Incident;
  readonly context: IncidentContext;
  readonly ports: Ports;
  readonly speed: number;
}

async function keepUp({ incident, context, ports, speed }: Cause, signal: AbortSignal): Promise<never> {
  const { name, title, alert, channel } = incident;
  printLine('incident', `${name}: ${title}. Expect ${alert} at ${channel}; Ctrl-C ends it`);
  if (speed < 10) printLine('incident', `at speed ${speed} that takes minutes: npm start -- --speed 30 is faster`);
  try {
    await incident.start(context);
    await follow(ports, asLines(printLine), signal);
    throw signal.reason;
  } finally {
    printLine('incident', `${name}: ended`);
    await incident.stop(context);
  }
}
