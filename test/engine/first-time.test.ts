/** What somebody sees who runs `pulumi up` on the stack files as they come. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.ts';
import { freshStack, SECRETS, type Stack, VALUES } from '../support/engine/platform.ts';

let engine: Engine | undefined;
afterEach(async () => {
  await engine?.remove();
  engine = undefined;
});

const COMMON = [
  'pulumi config set --stack STACK vigia:owner ',
  'pulumi config set --stack STACK vigia:runbookUrl ',
  'pulumi config set --stack STACK aws:accountId ',
  'pulumi config set --stack STACK network:vpcId ',
  'pulumi config set --stack STACK network:subnets ',
  'pulumi config set --stack STACK network:cidr ',
  'pulumi config set --stack STACK workers:image ',
  'pulumi config set --stack STACK cluster:name ',
  'pulumi config set --stack STACK cluster:context ',
  'pulumi config set --stack STACK grafana:host ',
  'pulumi config set --stack STACK grafana:pluginUrl ',
  'pulumi config set --stack STACK --secret slack:opsWebhookUrl',
  'pulumi config set --stack STACK --secret slack:securityWebhookUrl',
  'pulumi config set --stack STACK digest:to ',
  'pulumi config set --stack STACK digest:from ',
];
const COMMANDS: Readonly<Record<Stack, readonly string[]>> = {
  dev: COMMON,
  prod: [
    ...COMMON,
    'pulumi config set --stack STACK grafana:database ',
    'pulumi config set --stack STACK --secret grafana:databasePassword',
    'pulumi config set --stack STACK --secret pagerduty:token',
    'pulumi config set --stack STACK pagerduty:users ',
  ],
};

/** The command lines in what the CLI printed, up to the value. */
function commandsIn(output: string): string[] {
  return [...output.matchAll(/^ +(pulumi config set --stack \w+ (?:--secret \S+|\S+ ))/gm)].flatMap(([, command]) => command ?? []);
}

describe.each<Stack>(['dev', 'prod'])('the first `pulumi up` of %s', (stack) => {
  it('names each value to replace and each secret to set, all at once, and creates nothing', async () => {
    engine = await freshStack(stack);
    const { code, output, steps } = await engine.up();
    expect(code).not.toBe(0);
    expect(output).toContain('nothing was created');
    expect(commandsIn(output).sort()).toEqual(COMMANDS[stack].map((line) => line.replace('STACK', stack)).sort());
    expect(steps).toEqual([{ op: 'create', urn: `urn:pulumi:${stack}::vigia::pulumi:pulumi:Stack::vigia-${stack}` }]);
  });

  it('goes on once these and no others are set', async () => {
    engine = await freshStack(stack);
    const { output } = await engine.up();
    const named = commandsIn(output).map((command) => command.trim().split(' ').at(-1) ?? '');
    // A kubeconfig is the other way to the cluster.
    const values = { ...VALUES[stack], ...SECRETS[stack], 'cluster:context': 'clinic' } as Readonly<Record<string, unknown>>;
    const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
    const settings = named.map((key) => [key, text(values[key])] as const);
    const isSecret = ([key]: readonly [string, string]) => key in SECRETS[stack];
    await engine.set(Object.fromEntries(settings.filter((setting) => !isSecret(setting))));
    await engine.setSecret(Object.fromEntries(settings.filter(isSecret)));
    const preview = await engine.preview();
    expect(preview.code, preview.output).toBe(0);
  });
});
