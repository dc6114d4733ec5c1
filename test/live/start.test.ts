/** `npm start` as a person runs it: how it ends, and what it says where it cannot run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PORTS } from '../../local/ports.ts';
import { ROOT } from '../../local/site.ts';
import { identityOf } from '../../local/supervisor/identity.ts';
import { poll } from '../../local/supervisor/poll.ts';
import type { RunFile } from '../../local/supervisor/run-file.ts';

const SERVERS = [
  ...['postgres', 'opensearch', 'tempo', 'pagerduty', 'slack', 'alertmanager', 'prometheus'],
  ...['log-writer', 'gateway', 'agent', 'clinic'],
];

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vigia-'));
  // PostgreSQL's user has to be able to enter it.
  chmodSync(made, 0o755);
  folders.push(made);
  return made;
}
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

const until = (ask: () => Promise<boolean>, within: number) => poll(async () => (await ask()) || undefined, { within, every: 250 });

/** Runs `local/main.ts` with everything that it prints kept. */
function start(...args: string[]) {
  const child = spawn(process.execPath, ['local/main.ts', '--speed', '30', '--no-grafana', ...args], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    code,
    output: () => output,
    says: (text: string, within: number) => until(async () => output.includes(text), within),
  };
}

const runFileOf = (dataDir: string): RunFile => JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8'));
const alive = ({ processes }: RunFile) =>
  processes.filter(({ pid, identity }) => identityOf(pid) === identity).map(({ name }) => name);
const kill = (child: ChildProcess, signal: NodeJS.Signals) => child.kill(signal);

it('leaves nothing after Ctrl-C, and cleans up after a start that was killed', async () => {
  const dataDir = folder();
  const killed = start('--data', dataDir, '--ports', 'free');
  expect(await killed.says('Ctrl-C stops everything', 180_000)).toBe(true);
  const left = runFileOf(dataDir);
  kill(killed.child, 'SIGKILL');
  await killed.code;
  expect(alive(left).sort()).toEqual([...SERVERS].sort());

  const since = Date.now();
  const second = start('--data', dataDir, '--ports', 'free');
  expect(await second.says('Ctrl-C stops everything', 180_000)).toBe(true);
  expect(second.output()).toContain('stopped what an earlier run had left: ');
  expect(alive(left)).toEqual([]);
  expect(Date.now() - since).toBeLessThan(60_000);
  const mine = runFileOf(dataDir);
  kill(second.child, 'SIGINT');
  expect(await second.code).toBe(0);
  expect(alive(mine)).toEqual([]);
}, 420_000);

it('says which server died, and stops the others', async () => {
  const dataDir = folder();
  const { child, code, output, says } = start('--data', dataDir, '--ports', 'free');
  expect(await says('Ctrl-C stops everything', 180_000)).toBe(true);
  const run = runFileOf(dataDir);
  process.kill(run.processes.find(({ name }) => name === 'tempo')?.pid ?? child.pid ?? 0, 'SIGKILL');
  expect(await code).toBe(1);
  expect(output()).toMatch(/tempo ended by itself .* \(signal SIGKILL\)\. The end of its log, .*tempo\.log:\n/);
  expect(alive(run)).toEqual([]);
}, 300_000);

it('says which port is taken, and who wants it', async () => {
  const holder = createServer().listen(PORTS.alertmanager, '127.0.0.1');
  const { code, output } = start('--data', folder());
  expect(await code).toBe(1);
  expect(output()).toContain(`Port ${PORTS.alertmanager} is in use by another program; alertmanager needs it.`);
  holder.close();
});
