/**
 * Grafana, where this machine can run it: its program, else a container. It is not among the tools that are built, since
 * its web interface is in no registry that the others come from, and the platform is whole without it.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isExecutable, onPath } from './machine.ts';
import { run } from './run.ts';
import type { Machine } from './types.ts';
import { atLeast, parseVersion } from './version.ts';

/** What runs it: `home` is the folder with Grafana's own files, `docker` the path of the client. */
export type GrafanaProgram =
  | { readonly kind: 'binary'; readonly path: string; readonly home: string }
  | { readonly kind: 'docker'; readonly docker: string };

/** Where its packages put its files, when not beside the program. */
const HOMES = ['/usr/share/grafana'] as const;

const OVERRIDE = 'VIGIA_GRAFANA_BIN';
/** The first that installs plugins by itself before it starts. */
const OLDEST = '12.0';
/** A Docker whose engine hangs must not make the start slow. */
const PATIENCE_MS = 3_000;

/** Never rejects: `missing` is half a sentence that says what was looked for. */
export async function findGrafana(
  machine: Pick<Machine, 'env'>,
  { homes = HOMES, patience = PATIENCE_MS }: { readonly homes?: readonly string[]; readonly patience?: number } = {},
): Promise<GrafanaProgram | { readonly missing: string }> {
  const override = machine.env[OVERRIDE];
  if (override) return ofOverride(override, homes);
  const path = onPath(machine, 'grafana');
  const home = path && homeOf(path, homes);
  const [version, engine] = await Promise.all([
    path && answerOf([path, '--version'], machine, patience),
    engineOf(machine, patience),
  ]);
  const recent = atLeast(parseVersion(version ?? '') ?? '0.0', OLDEST);
  if (path && home && recent) return { kind: 'binary', path: realpathSync(path), home };
  if (engine) return { kind: 'docker', docker: engine };
  return {
    missing: `there is neither ${path ? wrong(path, home) : 'a program grafana on the PATH'} nor a Docker engine that answers`,
  };
}

function ofOverride(path: string, homes: readonly string[]): GrafanaProgram | { readonly missing: string } {
  if (!isExecutable(path)) return { missing: `there is no executable at ${path}, which ${OVERRIDE} names` };
  const home = homeOf(path, homes);
  if (home) return { kind: 'binary', path: realpathSync(path), home };
  return { missing: `no conf/defaults.ini lies beside ${path}, which ${OVERRIDE} names` };
}

function wrong(path: string, home: string | undefined): string {
  return home ? `a Grafana of ${OLDEST} or newer (${path} is another)` : `a conf/defaults.ini beside ${path}`;
}

/** The archive has `bin/grafana` beside `conf`; Homebrew and Debian have the rest under `share/grafana`. */
function homeOf(path: string, homes: readonly string[]): string | undefined {
  const folder = dirname(realpathSync(path));
  const candidates = [folder, resolve(folder, '..'), resolve(folder, '../share/grafana'), ...homes];
  return candidates.find((home) => existsSync(join(home, 'conf/defaults.ini')));
}

/** The client alone is no use: its engine has to answer. */
async function engineOf(machine: Pick<Machine, 'env'>, patience: number): Promise<string | undefined> {
  const docker = onPath(machine, 'docker');
  if (!docker) return undefined;
  return (await answerOf([docker, 'info', '--format', '{{.ServerVersion}}'], machine, patience)) ? docker : undefined;
}

/** What a command says, or nothing where it fails or takes too long. */
async function answerOf(
  command: readonly [string, ...string[]],
  { env }: Pick<Machine, 'env'>,
  patience: number,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(patience);
  // What does not obey the signal is ended by force a little later; nobody waits for that.
  const late = new Promise<undefined>((settle) => signal.addEventListener('abort', () => settle(undefined), { once: true }));
  const answer = run(command, { env, signal }).then(
    ({ code, output }) => (code === 0 ? output.trim() || undefined : undefined),
    () => undefined,
  );
  return Promise.race([answer, late]);
}
