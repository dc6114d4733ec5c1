/** The reference page of the configuration: every key, and how its value gets into a stack. */
import type { Key } from '../../infra/config/key.ts';
import { keyList } from '../../infra/config/keys.ts';
import { code, GENERATED, table } from './markdown.ts';

export function configurationReference(): string {
  const sections = Map.groupBy(keyList, ([name]) => name.split(':')[0] ?? '');
  return `${[
    `# Configuration\n\n${GENERATED}`,
    INTRODUCTION,
    ...[...sections].flatMap(([namespace, keys]) => [
      `## ${namespace}`,
      table(
        ['key', 'used', 'without it', 'allowed', 'example', 'what for'],
        keys.map(([name, key]) => row(name, key)),
      ),
    ]),
  ].join('\n\n')}\n`;
}

function row(name: string, key: Key<unknown>): string[] {
  const without = key.byDefault ?? (key.required ? 'nothing is created' : 'nothing');
  const example = key.secret ? 'a Pulumi secret' : code(key.example);
  return [code(name), key.where.text, without, key.allowed, example, key.description];
}

const INTRODUCTION = `The keys of \`Pulumi.dev.yaml\` and \`Pulumi.prod.yaml\`. They are checked together before anything is created: every mistake is reported at once,
with what was found, what is allowed, an example, and for what is missing the command that sets it. A key that is not in these tables is a mistake too, in
these namespaces; others are left alone. What differs between dev and prod otherwise is in \`infra/environment.ts\`.

## Placeholders and secrets

The files hold placeholders where only you know the value: they satisfy \`npm run preview\`, and \`pulumi up\` refuses them. They hold no secret.
\`pulumi config set --secret KEY\` asks for one, and encrypts it for your stack. A secret that is set in clear is refused.

## With Pulumi ESC

Every key can come from a Pulumi ESC environment: put it under \`pulumiConfig\`, secrets as \`fn::secret\` or from a provider of ESC, and name the environment in
the stack file. A value in the stack file has precedence: remove the placeholder's line.

\`\`\`yaml
# the environment vigia/prod
values:
  pulumiConfig:
    aws:accountId: '222233334444'
    pagerduty:token:
      fn::secret: ...
\`\`\`

\`\`\`yaml
# Pulumi.prod.yaml
environment:
  - vigia/prod
\`\`\``;
