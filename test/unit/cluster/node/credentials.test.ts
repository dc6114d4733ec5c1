/** Who is who in the cluster, by certificates that OpenSSL really makes. */
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { extensionsOf, HOLDERS, subjectOf, writeCredentials } from '../../../support/cluster/node/credentials.ts';
import { filesIn } from '../../../support/cluster/node/layout.ts';

const folder = await mkdtemp(join(tmpdir(), 'vigia-credentials-'));
const files = filesIn(folder);
const certificate = async (path: string) => new X509Certificate(await readFile(path));
beforeAll(() => writeCredentials(files));
afterAll(() => rm(folder, { recursive: true }));

it('signs all of them by one authority', async () => {
  const authority = await certificate(files.authority);
  const signed = await Promise.all(HOLDERS.map(({ name }) => certificate(files.certificate(name))));
  expect(signed.map((each) => each.verify(authority.publicKey) && !each.ca)).toEqual([true, true, true, true, true, true, true]);
});

it('lets the kubelet be believed at the address of its node', async () => {
  const serving = await certificate(files.certificate('kubelet-serving'));
  expect([serving.checkIP('198.18.0.2'), serving.checkIP('198.18.0.1')]).toEqual(['198.18.0.2', undefined]);
});

it('gives each client a kubeconfig that is whole by itself', async () => {
  const config = JSON.parse(await readFile(files.kubeconfigOf('kube-proxy'), 'utf8'));
  expect(config.clusters[0].cluster.server).toBe('https://198.18.0.2:6443');
  const own = new X509Certificate(Buffer.from(config.users[0].user['client-certificate-data'], 'base64'));
  expect(own.subject).toBe('CN=system:kube-proxy');
});

it('names a client as Kubernetes knows it: its group is the organization', () => {
  expect(subjectOf({ name: 'kubelet', commonName: 'system:node:vigia-node', organization: 'system:nodes' })).toBe(
    '/O=system:nodes/CN=system:node:vigia-node',
  );
});

it('lets a server be believed at the places it is reached, and a client at none', () => {
  expect(extensionsOf({ name: 'a', commonName: 'a', at: ['DNS:a', 'IP:198.18.0.2'] })).toEqual(
    ['basicConstraints=critical,CA:FALSE', 'extendedKeyUsage=serverAuth', 'subjectAltName=DNS:a,IP:198.18.0.2'].flatMap((text) => [
      '-addext',
      text,
    ]),
  );
  expect(extensionsOf({ name: 'b', commonName: 'b' })).toContain('extendedKeyUsage=clientAuth');
});
