/** The real Pulumi CLI on a project in a temporary folder, with a file backend and stand-ins for the providers. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { ensureTools } from '../../../local/tools/index.ts';
import { run } from '../../../local/tools/run.ts';
import { writePlugins } from './plugins.ts';

/** What the engine does to one resource: `create`, `same`, `update`, `delete`, `replace`, … */
export interface Step {
  readonly op: string;
  readonly urn: string;
}

export interface Result {
  readonly code: number;
  /** What a person sees. */
  readonly output: string;
  /** In the order of their beginning. */
  readonly steps: readonly Step[];
}

export interface EngineArgs {
  /** The project file's content; its `main` has to be absolute. */
  readonly project: object;
  readonly stack: string;
  /** The stack file's content: `{ config: { key: value } }`. */
  readonly settings: object;
}

export interface Engine {
  preview(): Promise<Result>;
  up(): Promise<Result>;
  destroy(): Promise<Result>;
  /** Sets plain configuration. */
  set(values: Readonly<Record<string, string>>): Promise<void>;
  /** Sets secret configuration: encrypted in the stack file. */
  setSecret(values: Readonly<Record<string, string>>): Promise<void>;
  /** The stack's state as a file, secrets as they are kept. */
  exported(): Promise<string>;
  /** The same with every secret in clear. */
  exportedInClear(): Promise<string>;
  /** The stack file's text. */
  stackFile(): Promise<string>;
  /** Removes all that there is of it. */
  remove(): Promise<void>;
}

/** A stack that nothing was done with yet. */
export async function startEngine({ project, stack, settings }: EngineArgs): Promise<Engine> {
  const root = await mkdtemp(join(tmpdir(), 'vigia-engine-'));
  const [folder, backend, plugins] = [join(root, 'project'), join(root, 'state'), join(root, 'plugins')];
  await Promise.all([mkdir(folder), mkdir(backend), writePlugins(plugins)]);
  const stackFile = join(folder, `Pulumi.${stack}.yaml`);
  await writeFile(join(folder, 'Pulumi.yaml'), stringify(project));
  await writeFile(stackFile, stringify(settings));

  const tools = await ensureTools(['pulumi', 'pulumi-language-nodejs']);
  const path = [plugins, dirname(process.execPath), ...Object.values(tools).map((tool) => dirname(tool.path)), process.env.PATH];
  const env = {
    ...withoutCredentials(process.env),
    PATH: path.join(delimiter),
    PULUMI_HOME: join(root, 'home'),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: 'correct horse battery staple',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    // Without it there is no --event-log.
    PULUMI_DEBUG_COMMANDS: 'true',
  };
  const pulumi = (...args: string[]) =>
    run([tools.pulumi.path, ...args, '--stack', stack, '--non-interactive'], { cwd: folder, env });

  /** A command that has to succeed. */
  const must = async (...args: string[]): Promise<string> => {
    const { code, output } = await pulumi(...args);
    if (code !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(' ')} ended with ${code}:\n${output}`);
    return output;
  };

  let runs = 0;
  /** A command that makes steps. */
  const operate = async (...args: string[]): Promise<Result> => {
    const events = join(root, `events-${++runs}.jsonl`);
    const outcome = await pulumi(...args, '--event-log', events);
    return { ...outcome, steps: stepsOf(await readFile(events, 'utf8').catch(() => '')) };
  };

  const setAll = (kind: '--plaintext' | '--secret') => async (values: Readonly<Record<string, string>>) => {
    await must('config', 'set-all', ...Object.entries(values).flatMap(([key, value]) => [kind, `${key}=${value}`]));
  };

  await must('stack', 'init');
  return {
    preview: () => operate('preview'),
    up: () => operate('up', '--yes', '--skip-preview'),
    destroy: () => operate('destroy', '--yes'),
    set: setAll('--plaintext'),
    setSecret: setAll('--secret'),
    exported: () => must('stack', 'export'),
    exportedInClear: () => must('stack', 'export', '--show-secrets'),
    stackFile: () => readFile(stackFile, 'utf8'),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** What a developer's own shell may say about Pulumi or an account has no part in a test. */
function withoutCredentials(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(PULUMI|AWS|KUBE|GRAFANA|DATADOG|DD|PAGERDUTY)_?/.test(name)),
  );
}

interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: { readonly op: string; readonly urn: string } };
}

function stepsOf(log: string): Step[] {
  const events = log
    .split('\n')
    .filter(Boolean)
    .map((line): EngineEvent => JSON.parse(line));
  return events.flatMap(({ resourcePreEvent }) => {
    if (!resourcePreEvent) return [];
    const { op, urn } = resourcePreEvent.metadata;
    return [{ op, urn }];
  });
}
