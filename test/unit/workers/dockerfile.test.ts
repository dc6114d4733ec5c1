import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WORKER_USER } from '../../../infra/components/worker.ts';

const root = new URL('../../../', import.meta.url);
const dockerfile = readFileSync(new URL('workers/Dockerfile', root), 'utf8');
const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

test("the workers' image is built on the exact Node that runs the tests, in each of its stages", () => {
  expect(/^ARG NODE=(.*)$/m.exec(dockerfile)?.[1]).toBe(`docker.io/library/node:${devDependencies.node}-bookworm-slim`);
  const bases = [...dockerfile.matchAll(/^FROM \W*(\w+)/gm)].map(([, base]) => base);
  expect(bases).toEqual(['NODE', 'manifests', 'manifests', 'NODE']);
});

test('it runs as the user that its pods run as, by number', () => {
  expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe(`${WORKER_USER}:${WORKER_USER}`);
});
