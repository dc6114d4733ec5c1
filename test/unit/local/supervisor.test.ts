import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlatformError } from '../../../local/supervisor/errors.ts';
import { assertPortsFree, freePorts } from '../../../local/supervisor/free-ports.ts';
import { identityOf } from '../../../local/supervisor/identity.ts';
import { poll } from '../../../local/supervisor/poll.ts';
import { record, runningPlatform, takeOver } from '../../../local/supervisor/run-file.ts';
import type { Service } from '../../../local/supervisor/service.ts';
import { createSupervisor, type RunningProcess, type Supervisor } from '../../../local/supervisor/supervisor.ts';

const LISTEN = (port: number) => `require('node:net').createServer().listen(${port}, '127.0.0.1');`;
const IGNORE_SIGTERM = "process.on('SIGTERM', () => undefined);";

let folder: string;
let supervisor: Supervisor | undefined;
let events: string[];
let deaths: PlatformError[];
let running: readonly RunningProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigia-'));
  events = [];
  deaths = [];
  running = [];
});

afterEach(async () => {
  await supervisor?.stop();
  supervisor = undefined;
  rmSync(folder, { recursive: true });
});

function node(name: string, script: string, rest: Partial<Service> = {}): Service {
  return { name, argv: [process.execPath, '-e', script], after: [], ports: [], log: join(folder, `${name}.log`), ...rest };
}

/** A server that listens on a free port and does whatever else the script says. */
async function server(name: string, script = '', rest: Partial<Service> = {}): Promise<Service> {
  const [port = 0] = await freePorts(1);
  return node(name, `${script};${LISTEN(port)}`, { ports: [port], ready: { tcp: port }, ...rest });
}

function supervise(...services: Service[]): Supervisor {
  supervisor = createSupervisor(services, {
    onEvent: ({ type, service }) => events.push(`${service} ${type}`),
    onDeath: (error) => deaths.push(error),
    onChange: (now) => {
      running = now;
    },
  });
  return supervisor;
}

const pidOf = (name: string) => running.find((process) => process.name === name)?.pid ?? 0;
const isGone = (pid: number) => identityOf(pid) === undefined;
const until = (ask: () => boolean) => poll(async () => ask() || undefined, { within: 5_000, every: 10 });

describe('the supervisor', () => {
  it('starts each service when those that it needs are ready, and stops it before them', async () => {
    const base = await server('base');
    const task = node('task', 'process.exit(0)', { after: ['base'] });
    const top = await server('top', '', { after: ['task'] });
    await supervise(top, task, base).startAll();
    await supervisor?.stop();
    expect(events).toEqual([
      'base starting',
      'base ready',
      'task starting',
      'task done',
      'top starting',
      'top ready',
      'top stopped',
      'base stopped',
    ]);
    expect(deaths).toEqual([]);
  });

  it('leaves no process, not even the child of a child that ignores the polite signal', async () => {
    const pidFile = join(folder, 'grandchild');
    const grandchild = `${IGNORE_SIGTERM} setInterval(() => 0, 1000); require('node:fs').writeFileSync('${pidFile}', String(process.pid))`;
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}])`;
    await supervise(await server('parent', script, { stopWithin: 200 })).startAll();
    const readPid = () => Number(readFileSync(pidFile, { flag: 'a+', encoding: 'utf8' }));
    await until(() => readPid() > 0);
    expect(isGone(readPid())).toBe(false);
    await supervisor?.stop();
    expect(isGone(readPid())).toBe(true);
  });

  it('says how a server died while it started, and the end of its log', async () => {
    const broken = node('broken', "console.error('bad configuration'); process.exit(3)", { ready: { tcp: 1 } });
    await expect(supervise(broken).startAll()).rejects.toThrow(
      /^broken ended by itself \d\.\d s after its start \(exit code 3\)\. The end of its log, .*broken\.log:\n {4}bad configuration$/,
    );
  });

  it('fails a task that ends with a code other than 0', async () => {
    await expect(supervise(node('task', 'process.exit(2)')).startAll()).rejects.toThrow('task ended by itself');
  });

  it('fails a server that is not ready in time', async () => {
    const [port = 0] = await freePorts(1);
    const deaf = node('deaf', 'setInterval(() => 0, 1000)', { ready: { tcp: port }, readyWithin: 200 });
    await expect(supervise(deaf).startAll()).rejects.toThrow(`deaf was not ready within 0.2 s (port ${port}).`);
  });

  it('says which program cannot be run', async () => {
    const missing = { ...node('missing', ''), argv: ['/no/such/program'] as const };
    await expect(supervise(missing).startAll()).rejects.toThrow(
      'missing cannot be run: spawn /no/such/program ENOENT (/no/such/program).',
    );
  });

  it('reports a server that dies unasked', async () => {
    await supervise(await server('frail')).startAll();
    process.kill(pidOf('frail'), 'SIGKILL');
    await until(() => deaths.length > 0);
    expect(deaths.map(({ message }) => message.split(' s after')[1]?.split('.')[0])).toEqual([' its start (signal SIGKILL)']);
  });

  it('ends one on purpose without calling it a death, and starts it again', async () => {
    const { kill, start, startAll } = supervise(await server('one'), await server('other'));
    await startAll();
    const before = pidOf('one');
    expect(await kill('one', 'SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect(running.map(({ name }) => name)).toEqual(['other']);
    await start('one');
    expect(pidOf('one')).not.toBe(before);
    expect(deaths).toEqual([]);
    await expect(start('one')).rejects.toThrow('one runs already.');
  });

  it('stops in the middle of a start', async () => {
    const slow = await server('slow', 'for (const end = Date.now() + 2000; Date.now() < end; );');
    const refused = expect(supervise(slow).startAll()).rejects.toThrow('slow was stopped before it was ready.');
    await until(() => running.length > 0);
    const pid = pidOf('slow');
    await supervisor?.stop();
    await refused;
    expect(isGone(pid)).toBe(true);
  });

  it('names every port in use and the server that wants it', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const [free = 0] = await freePorts(1);
    const services = [node('prometheus', '', { ports: [port] }), node('tempo', '', { ports: [free] })];
    await expect(assertPortsFree(services)).rejects.toThrow(
      `Port ${port} is in use by another program; prometheus needs it.\nStop`,
    );
    holder.close();
  });
});

describe('the record of what runs', () => {
  const run = { startedAt: '2026-03-01T10:00:00Z', speed: 30, ports: { prometheus: 19_090 } };

  it('lets another command find the platform, and keeps a second one off its folder', async () => {
    record(folder, run, []);
    expect(runningPlatform(folder)?.ports).toEqual({ prometheus: 19_090 });
    await expect(takeOver(folder)).rejects.toThrow(
      `A platform runs on ${folder} already (process ${process.pid}, since 2026-03-01T10:00:00Z)`,
    );
  });

  it('ends what a killed supervisor left, and nothing that only has a number in common', async () => {
    await supervise(await server('ours'), await server('theirs')).startAll();
    const [ours, theirs] = [pidOf('ours'), pidOf('theirs')];
    const owner = { name: 'supervisor', pid: 2 ** 30, identity: 'gone' };
    const processes = [
      { name: 'ours', pid: ours, identity: identityOf(ours) },
      { name: 'theirs', pid: theirs, identity: 'somebody who had this number before' },
    ];
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ owner, ...run, processes }));
    expect(runningPlatform(folder)).toBeUndefined();
    expect(await takeOver(folder)).toEqual(['ours']);
    expect([isGone(ours), isGone(theirs)]).toEqual([true, false]);
    expect(await takeOver(folder)).toEqual([]);
  });

  it('takes a damaged file for none', async () => {
    writeFileSync(join(folder, 'run.json'), '{"owner":');
    expect(await takeOver(folder)).toEqual([]);
  });
});
