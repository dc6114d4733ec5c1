import { describe, expect, it } from 'vitest';
import { mistakesOf, SECRETS, valid } from './valid.ts';
import { wrong as rows, SUBNETS_ALLOWED } from './wrong.ts';

describe('a wrong configuration', () => {
  it.each(rows)('%s', async (_, stack, changed, lines) => {
    expect((await mistakesOf(stack, { ...valid[stack], ...changed })).lines).toEqual(lines);
  });

  it('is tried in at least forty ways', () => {
    expect(rows.length).toBeGreaterThanOrEqual(40);
  });
});

describe('a configuration error', () => {
  it('says everything at once, and the command for each value that is missing', async () => {
    const { error } = await mistakesOf('dev', {
      ...valid.dev,
      'aws:accountId': undefined,
      'network:subnets': undefined,
      'grafana:delivery': 'pigeon',
      'slack:opsWebhookUrl': undefined,
    });
    expect(error?.message).toBe(
      `The configuration of stack dev has 4 mistakes; nothing was created.

- aws:accountId: found nothing; allowed is an account id of twelve digits, in quotes in a file; such as 222233334444.
- network:subnets: found nothing; ${SUBNETS_ALLOWED}
- grafana:delivery: found "pigeon"; allowed is api or files; such as files.
- slack:opsWebhookUrl: found nothing; allowed is an address under https://hooks.slack.com/services/.

To set what is missing (a secret is asked for):

  pulumi config set --stack dev aws:accountId 222233334444
  pulumi config set --stack dev network:subnets '{"us-east-1a":"subnet-0a1b2c3d4e5f60718"}'
  pulumi config set --stack dev --secret slack:opsWebhookUrl`,
    );
  });

  it('never holds the value of a secret', async () => {
    const wrong = Object.fromEntries(SECRETS.map((key) => [key, 'planted secret\nof no right form']));
    const secret = await mistakesOf('prod', { ...valid.prod, ...wrong });
    const inClear = await mistakesOf('prod', { ...valid.prod, ...wrong }, { secretKeys: [] });
    expect(secret.lines.length).toBeGreaterThan(5);
    expect(inClear.lines.length).toBeGreaterThan(5);
    expect(`${secret.error?.message}${inClear.error?.message}`).not.toContain('planted');
  });

  it('refuses a secret in clear and asks to replace it', async () => {
    const secretKeys = SECRETS.filter((key) => key !== 'slack:opsWebhookUrl');
    const { lines, error } = await mistakesOf('dev', valid.dev, { secretKeys });
    expect(lines).toEqual([
      'slack:opsWebhookUrl: is in clear; allowed is a Pulumi secret only. Whoever can read the file has seen it: replace it, then set it.',
    ]);
    expect(error?.message).toContain('pulumi config set --stack dev --secret slack:opsWebhookUrl');
  });

  it('refuses a secret that would show in names', async () => {
    expect((await mistakesOf('dev', valid.dev, { secretKeys: [...SECRETS, 'cluster:name'] })).lines).toEqual([
      'cluster:name: is a secret, but it becomes part of names that everybody can read; allowed is a value in clear.',
    ]);
  });

  it('says which stacks there are', async () => {
    expect((await mistakesOf('staging', valid.dev)).error?.message).toBe(
      `The configuration of stack staging has one mistake; nothing was created.

- the stack: found the name "staging"; allowed is dev or prod, the environments in infra/environment.ts. Run: pulumi stack select dev`,
    );
  });
});
