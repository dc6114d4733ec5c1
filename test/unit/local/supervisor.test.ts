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
/** Why optional servers do not run. */
let absent: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigia-'));
  events = [];
  deaths = [];
  absent = [];
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
    onEvent: (event) => {
      events.push(`${event.service} ${event.type}`);
      if (event.type === 'absent') absent.push(event.why);
    },
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

describe('an optional server', () => {
  const optional = true;
  const settled = () => until(() => absent.length > 0);

  it('starts when all the others are ready, and nobody waits for it', async () => {
    const slow = await server('slow', 'for (const end = Date.now() + 300; Date.now() < end; );', { optional });
    await supervise(slow, await server('base')).startAll();
    expect(events.slice(0, 3)).toEqual(['base starting', 'base ready', 'slow starting']);
    expect(await until(() => events.includes('slow ready'))).toBe(true);
  });

  it('may fail to start: one line says why, and the others run on', async () => {
    const script = "console.error('starting up\\nError: no plugin to be had\\nbye'); process.exit(1)";
    const broken = node('broken', script, { optional, ready: { tcp: 1 } });
    await supervise(await server('base'), broken).startAll();
    await settled();
    expect(absent).toEqual([
      expect.stringMatching(
        /^broken ended by itself \d\.\d s after its start \(exit code 1\)\. The end of its log, .*broken\.log: Error: no plugin to be had$/,
      ),
    ]);
    expect(running.map(({ name }) => name)).toEqual(['base']);
    expect(deaths).toEqual([]);
  });

  it('is ended where it is not ready in time', async () => {
    const [port = 0] = await freePorts(1);
    const deaf = node('deaf', 'setInterval(() => 0, 1000)', { optional, ready: { tcp: port }, readyWithin: 200 });
    await supervise(deaf).startAll();
    await settled();
    expect(absent[0]).toContain(`deaf was not ready within 0.2 s (port ${port}).`);
    expect(await until(() => running.length === 0)).toBe(true);
  });

  it('is not started where its program or its port is not to be had', async () => {
    const holder = await server('holder');
    const [missing, late] = [
      { ...node('missing', '', { optional }), argv: ['/no/such/program'] as const },
      await server('late', '', { optional }),
    ];
    await supervise(holder, missing, { ...late, ports: holder.ports }).startAll();
    await until(() => absent.length > 1);
    expect([...absent].sort()).toEqual([
      `Port ${holder.ports[0]} is in use by another program; late needs it. Stop that program, or let free ports be picked: npm start -- --ports free`,
      'missing cannot be run: spawn /no/such/program ENOENT (/no/such/program).',
    ]);
  });

  it('may die: that is told, and is no death of the platform', async () => {
    await supervise(await server('frail', '', { optional })).startAll();
    await until(() => events.includes('frail ready'));
    process.kill(pidOf('frail'), 'SIGKILL');
    await settled();
    expect(absent[0]).toMatch(/^frail ended by itself .* \(signal SIGKILL\)\./);
    expect(deaths).toEqual([]);
  });

  it('is stopped with the others, also in the middle of its start, of which nothing is told', async () => {
    const [port = 0] = await freePorts(1);
    const never = node('never', 'setInterval(() => 0, 1000)', { optional, ready: { tcp: port } });
    await supervise(await server('base'), never).startAll();
    await until(() => pidOf('never') > 0);
    const pid = pidOf('never');
    await supervisor?.stop();
    expect(isGone(pid)).toBe(true);
    expect(absent).toEqual([]);
  });
});

describe('what outlives its process', () => {
  const mark = (text: string) =>
    [process.execPath, '-e', `require('node:fs').appendFileSync('${join(folder, 'cleared')}', '${text} ')`] as const;
  const cleared = () => readFileSync(join(folder, 'cleared'), { flag: 'a+', encoding: 'utf8' });

  it('is cleared before a start, and after an end that had to be forced', async () => {
    const stubborn = await server('stubborn', IGNORE_SIGTERM, { clears: mark('x'), stopWithin: 200 });
    await supervise(stubborn).startAll();
    expect(cleared()).toBe('x ');
    await supervisor?.stop();
    expect(cleared()).toBe('x x ');
  });

  it('is left alone by an end in good order', async () => {
    await supervise(await server('polite', '', { clears: mark('x') })).startAll();
    await supervisor?.stop();
    expect(cleared()).toBe('x ');
  });

  it('is cleared where everything is given up at once', async () => {
    const { startAll, abandon } = supervise(await server('left', '', { clears: mark('x') }));
    await startAll();
    abandon();
    expect(await until(() => cleared() === 'x x ')).toBe(true);
  });

  it('keeps nobody from starting where it cannot be cleared', async () => {
    await supervise(await server('one', '', { clears: ['/no/such/program'] })).startAll();
    expect(events).toEqual(['one starting', 'one ready']);
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
