/** What every server of one local platform is built from: its tools, ports, clock, folders and secrets. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { environments } from '../infra/environment.ts';
import type { Speed } from '../telemetry/contract/index.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';
import type { GrafanaProgram, Tool, ToolName } from './tools/index.ts';

export const ROOT = resolve(import.meta.dirname, '..');

/** Where a platform keeps its data unless it is told otherwise; git ignores it. */
export const defaultDataDir = () => join(ROOT, '.data');

/** The environment's row: the same table that dev and prod are in. */
export const ENVIRONMENT = environments.local;

/** The servers that have to be had before anything can start. */
export const TOOLS = [
  'postgres',
  'opensearch',
  'tempo',
  'alertmanager',
  'prometheus',
  'otelcol',
] as const satisfies readonly ToolName[];

export interface Site {
  readonly tools: Readonly<Record<(typeof TOOLS)[number], Tool>>;
  readonly ports: Ports;
  readonly speed: Speed;
  /** Absolute path of the folder that holds everything this platform writes. */
  readonly dataDir: string;
  readonly secrets: Secrets;
  /** What runs Grafana; absent where nothing does. */
  readonly grafana?: GrafanaProgram;
}

type Argv = readonly [command: string, ...args: string[]];

/** A tool's command line with arguments of ours. */
export function command(tool: Tool, ...args: string[]): Argv {
  const [program = tool.path, ...first] = tool.command;
  return [program, ...first, ...args];
}

/** Runs one of our own files, under the Node that runs this one. */
export function nodeCommand(file: string, ...args: string[]): Argv {
  return [process.execPath, join(ROOT, file), ...args];
}

/** Nothing listens on any other address. */
export const HOST = '127.0.0.1';
export const local = (port: number) => `${HOST}:${port}`;
export const http = (port: number, path = '') => `http://${local(port)}${path}`;

/** File that a server's output is appended to. */
export function logFile({ dataDir }: Pick<Site, 'dataDir'>, name: string): string {
  return join(dataDir, 'logs', `${name}.log`);
}

/** Folder that a server keeps its own data in. */
export function stateDir({ dataDir }: Site, name: string): string {
  return join(dataDir, name);
}

export function configFile({ dataDir }: Site, name: string): string {
  return join(dataDir, 'config', name);
}

/** Writes one configuration file as YAML, with its folder. */
export function writeConfig(site: Site, name: string, value: object): void {
  writeText(configFile(site, name), stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 }));
}

/** Writes a file that holds one secret, for its owner alone. */
export function writeSecret(site: Site, name: string, value: string): void {
  writeText(configFile(site, name), value, 0o600);
}

/** Writes a file, with its folder. */
export function writeText(path: string, text: string, mode = 0o644): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text, { mode });
}
