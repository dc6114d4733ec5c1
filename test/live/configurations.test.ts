/** The real servers accept every configuration that the components render: both environments, both evaluators, both back ends. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { environments } from '../../infra/environment.ts';
import { ensureTools } from '../../local/tools/index.ts';
import { AGENT_FLAGS } from '../../servers/collector/index.ts';
import { gatewayToDatadog, serversOf, variants } from '../support/servers.ts';
import type { Plan } from '../unit/components/servers-plan.ts';

const TOOLS = ['otelcol', 'prometheus', 'promtool', 'alertmanager', 'amtool', 'tempo'] as const;
let tools: Awaited<ReturnType<typeof ensureTools<(typeof TOOLS)[number]>>>;
const folder = mkdtempSync(join(tmpdir(), 'vigia-configurations-'));

beforeAll(async () => {
  tools = await ensureTools([...TOOLS]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Verdict {
  readonly exitCode: number | undefined;
  readonly said: string;
}

/** What a program says of a file's content. */
async function verdict(tool: (typeof TOOLS)[number], args: (file: string) => string[], content: string): Promise<Verdict> {
  const file = join(folder, `${tool}.yaml`);
  writeFileSync(file, content);
  const [program = '', ...prefix] = tools[tool].command;
  const env = { DD_API_KEY: '0'.repeat(32), POD_NAME: 'gateway-0', KUBELET_URL: 'https://127.0.0.1:10250', NODE_NAME: 'n-1' };
  const { exitCode, all } = await execa(program, [...prefix, ...args(file)], { reject: false, all: true, env, timeout: 30_000 });
  return { exitCode, said: all };
}

const otelcol = (config: string, flags: readonly string[] = []) =>
  verdict('otelcol', (file) => ['validate', `--config=${file}`, ...flags], config);
const tempo = (config: string) => verdict('tempo', (file) => [`-config.file=${file}`, '-target=none'], config);
const promtool = (config: string) => verdict('promtool', (file) => ['check', 'config', file], config);
const amtool = (config: string) => verdict('amtool', (file) => ['check-config', file], config);

/**
 * The Collector that is built here lacks the balancing exporter (docs/adr/0008). In its place comes the one that it makes for each
 * gateway, with the same queue: the rest of the file is what the image gets.
 */
function withoutBalancing(yaml: string): string {
  const config: { exporters: Record<string, Exporter> } = parse(yaml);
  for (const [id, { resolver, routing_key: _, protocol, ...queue }] of Object.entries(config.exporters)) {
    if (resolver) config.exporters[id] = { endpoint: resolver.static.hostnames[0], ...protocol?.otlp, ...queue };
  }
  return stringify(config, { aliasDuplicateObjects: false }).replaceAll('load_balancing/', 'otlp_grpc/');
}

/** The receiver looks for its token at once, in the one place where a pod has it. */
function withoutToken(yaml: string): string {
  expect(yaml).toContain('auth_type: serviceAccount');
  return yaml.replace('auth_type: serviceAccount', 'auth_type: none');
}

interface Exporter {
  readonly endpoint?: string | undefined;
  readonly resolver?: { readonly static: { readonly hostnames: readonly string[] } };
  readonly protocol?: { readonly otlp: object };
  readonly routing_key?: string;
}

/** Puts rules and secrets where this machine may have them, and says so in the configuration. */
function here(config: string, path: string, content: string): string {
  const file = join(folder, path);
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return config.replaceAll(path, file);
}

describe.each(variants)('of $environment.name with $environment.evaluator as the evaluator', ({ environment }) => {
  let plan: Plan;
  beforeAll(async () => {
    plan = await serversOf(environment);
  });

  it('the Collector accepts the agent and the gateway', async () => {
    expect(await otelcol(withoutBalancing(withoutToken(plan.file('agent', 'config.yaml'))), AGENT_FLAGS)).toEqual({
      exitCode: 0,
      said: '',
    });
    expect(await otelcol(plan.file('gateway', 'config.yaml'))).toEqual({ exitCode: 0, said: '' });
  });

  it('Prometheus accepts its configuration and its rules', async () => {
    const rules = plan.file('prometheus-rules', 'rules.yml');
    const config = here(plan.file('prometheus', 'prometheus.yml'), '/etc/prometheus/rules/rules.yml', rules);
    const { exitCode, said } = await promtool(config);
    expect(said).toContain('SUCCESS');
    expect(said).toMatch(environment.evaluator === 'prometheus' ? /SUCCESS: 137 rules found/ : /SUCCESS: 87 rules found/);
    expect(exitCode).toBe(0);
  });

  // Tempo 1.5, which is what can be built here: every key means the same in Tempo 2. It has no check: it is given no work instead.
  it('Tempo knows every setting', async () => {
    const config = plan.file('tempo', 'tempo.yaml');
    expect((await tempo(config)).said).toContain('unrecognised module name: none');
    expect((await tempo(config.replace('region:', 'regoin:'))).said).toContain('field regoin not found');
  });
});

describe.each(variants.filter(({ environment }) => environment.evaluator === 'prometheus'))(
  'of $environment.name',
  ({ environment }) => {
    it('Alertmanager accepts its configuration and reads its secrets', async () => {
      const plan = await serversOf(environment);
      const files = plan.find('Secret', 'alertmanager').clear.stringData as Record<string, string>;
      const config = Object.entries(files).reduce(
        (text, [file, content]) => here(text, `/etc/alertmanager/secrets/${file}`, content),
        plan.file('alertmanager', 'alertmanager.yml'),
      );
      const { exitCode, said } = await amtool(config);
      expect(said).toContain('SUCCESS');
      expect(exitCode).toBe(0);
    });
  },
);

describe('the Collector', () => {
  it('accepts the gateway to Datadog', async () => {
    const { exitCode, said } = await otelcol((await gatewayToDatadog()).file('gateway', 'config.yaml'));
    expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
  });

  it('refuses an unknown setting, so that its word counts', async () => {
    const config = (await gatewayToDatadog()).file('gateway', 'config.yaml');
    expect((await otelcol(config.replace('host_metadata:', 'host_metadatum:'))).said).toContain('host_metadatum');
  });
});

describe('the servers know every flag of their containers', () => {
  it.each([
    ['prometheus', 'prometheus'],
    ['alertmanager', 'alertmanager'],
  ] as const)('%s', async (server, container) => {
    const { containers } = (await serversOf({ ...environments.prod, evaluator: 'prometheus' })).pod('StatefulSet', server);
    const args = containers.find(({ name }) => name === container)?.args ?? [];
    expect(args.length).toBeGreaterThan(3);
    // With `--version` it reads its flags and ends.
    expect((await verdict(server, () => [...args, '--version'], '')).exitCode).toBe(0);
    expect((await verdict(server, () => [...args, '--unknown', '--version'], '')).said).toContain("unknown long flag '--unknown'");
  });
});
