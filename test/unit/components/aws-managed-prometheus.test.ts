import { describe, expect, it } from 'vitest';
import { ManagedPrometheus } from '../../../infra/components/managed-prometheus.ts';
import { environments } from '../../../infra/environment.ts';
import { keysOf, PROVIDER, plan, type Stack, tags } from './aws-plan.ts';

const workspace = (stack: Stack) =>
  plan(stack, (opts) => {
    const key = keysOf(stack, opts).logs;
    new ManagedPrometheus('amp', { environment: environments[stack], key, tags: tags(stack) }, opts);
  });

describe('Amazon Managed Service for Prometheus', () => {
  it.each([
    ['dev', false],
    ['prod', true],
  ] as const)('in %s is one workspace encrypted with our key, protected: %s', async (stack, protect) => {
    const found = await workspace(stack);
    expect(found.below('amp')).toEqual(['Workspace amp-workspace']);
    expect(found.get('amp-workspace')).toMatchObject({
      type: 'aws:amp/workspace:Workspace',
      inputs: {
        alias: `vigia-${stack}`,
        kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/keys-logs',
        tags: { Environment: stack, Component: 'managed-prometheus', Name: `vigia-${stack}` },
      },
      provider: expect.stringContaining(PROVIDER),
      protect,
      retainOnDelete: protect,
    });
  });

  it('tells where to write', async () => {
    expect((await workspace('prod')).get('amp').outputs).toEqual({
      remoteWriteUrl: 'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-amp-workspace/api/v1/remote_write',
      workspaceArn: 'arn:aws:aps:us-east-1:111122223333:workspace/ws-amp-workspace',
    });
  });
});
