/** Whether a real API server takes a worker with a schedule, and takes what its base lets in. */
import * as kubernetes from '@pulumi/kubernetes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ClusterBase } from '../../infra/components/cluster-base.ts';
import { Worker } from '../../infra/components/worker.ts';
import { environments } from '../../infra/environment.ts';
import { record } from '../../preview/record.ts';
import { type ApiServer, startApiServer } from '../support/kubernetes/api-server.ts';
import { networks } from '../unit/components/cluster.ts';

let server: ApiServer;

beforeAll(async () => {
  server = await startApiServer();
});

afterAll(() => server?.stop());

async function manifestsOf(timeZone: string): Promise<{ namespaces: string[]; all: string[] }> {
  const program = () => {
    const providers = { kubernetes: new kubernetes.Provider('kubernetes') };
    const cluster = new ClusterBase('cluster', { environment: environments.prod, networks, storageClass: 'gp3' }, { providers });
    const args = { cluster, workload: 'opensearch-apply', image: 'example.com/vigia-workers:1.0.0' } as const;
    const runs = { command: ['digest'], env: { VIGIA_ENV: 'prod' }, size: environments.prod.sizes.worker, timeLimit: 600 };
    const roleArn = 'arn:aws:iam::111122223333:role/vigia-prod-digest';
    new Worker('digest', { ...args, ...runs, roleArn, schedule: { cron: '0 8 * * *', timeZone, startWithin: 600 } }, { providers });
  };
  const objects = (await record(program, { stack: 'prod' }))
    .filter(({ type }) => type.startsWith('kubernetes:'))
    .map(({ inputs }) => ({ namespaced: inputs.kind === 'Namespace', text: stringify(inputs) }));
  return {
    namespaces: objects.filter(({ namespaced }) => namespaced).map(({ text }) => text),
    all: objects.map(({ text }) => text),
  };
}

it('a worker with a schedule is accepted, and is no less than restricted', async () => {
  const { namespaces, all } = await manifestsOf('America/Mexico_City');
  expect((await server.apply(namespaces)).refused).toEqual([]);
  const answer = await server.dryRun(all);
  expect(answer).toMatchObject({ code: 0, warnings: [], refused: [] });
  expect(answer.accepted).toContain('cronjob.batch/opensearch-apply');
  expect(answer.accepted).toHaveLength(15);
});

it('one whose time zone does not exist is refused', async () => {
  const { code, refused } = await server.dryRun((await manifestsOf('America/Mexico')).all);
  expect(code).toBe(1);
  expect(refused.join('\n')).toContain('unknown time zone');
});
