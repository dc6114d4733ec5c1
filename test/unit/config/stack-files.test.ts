import { describe, expect, it } from 'vitest';
import { keyList } from '../../../infra/config/keys.ts';
import { stackFile } from '../../../preview/stack-file.ts';
import { mistakesOf } from './valid.ts';

const configOf = (stack: string) => stackFile(stack).config ?? {};

const TO_SET_EVERYWHERE = [
  'vigia:owner',
  'vigia:runbookUrl',
  'aws:accountId',
  'network:vpcId',
  'network:subnets',
  'network:cidr',
  'workers:image',
  'cluster:name',
  'cluster:context',
  'grafana:host',
  'grafana:pluginUrl',
  'digest:to',
  'digest:from',
];

describe.each(['dev', 'prod'])('Pulumi.%s.yaml', (stack) => {
  it('needs nothing more for a plan', async () => {
    expect((await mistakesOf(stack, configOf(stack), { placeholders: 'accepted' })).lines).toEqual([]);
  });

  it('holds no secret, not even an encrypted one, which would be of somebody else', () => {
    expect(stackFile(stack).secretKeys).toEqual([]);
  });

  it('refuses resources without an explicit provider', () => {
    expect(configOf(stack)['pulumi:disable-default-providers']).toBe('["*"]');
  });

  it('tells who deploys it first each value to replace and each secret to set, all at once', async () => {
    const { error } = await mistakesOf(stack, configOf(stack));
    const expected = [
      ...TO_SET_EVERYWHERE,
      'slack:opsWebhookUrl',
      'slack:securityWebhookUrl',
      ...(stack === 'prod' ? ['grafana:database', 'grafana:databasePassword', 'pagerduty:token', 'pagerduty:users'] : []),
    ];
    expect(error?.mistakes.map(({ at }) => at).sort()).toEqual(expected.sort());
    for (const { at, command } of error?.mistakes ?? []) {
      const secret = keyList.find(([name]) => name === at)?.[1].secret ? '--secret ' : '';
      expect(command).toContain(`pulumi config set --stack ${stack} ${secret}${at}`);
    }
    expect(error?.message).toContain(
      '- aws:accountId: found the placeholder "111122223333"; allowed is an account id of twelve digits, in quotes in a file; such as 222233334444.',
    );
  });
});

describe('the table of keys', () => {
  it.each(keyList.map(([name, key]) => [name, key] as const))(
    'has an example of %s that is right, and no placeholder',
    (_, key) => {
      expect(key.kind.safeParse(key.example).success).toBe(true);
      if (key.placeholder !== undefined) expect(key.kind.safeParse(key.placeholder).success).toBe(true);
      expect(key.example).not.toBe(key.placeholder);
    },
  );

  it('has no placeholder for a secret: a stack file holds none', () => {
    expect(keyList.filter(([, key]) => key.secret && key.placeholder !== undefined)).toEqual([]);
  });
});
