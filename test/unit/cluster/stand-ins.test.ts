import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { grafanaAt } from '../../../workers/digest/grafana.ts';
import { grafanaStandIn } from '../../support/cluster/images/stand-ins/grafana.ts';
import { podIdentityAgent } from '../../support/cluster/images/stand-ins/pod-identity.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigia-stand-in-'));
});
afterEach(() => {
  server?.close();
  rmSync(folder, { recursive: true });
});

async function listening(made: Server): Promise<string> {
  server = made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

/** A token as the API server signs them, but for the signature. */
function token(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'RS256' }), part(claims), 'signature'].join('.');
}

const DIGEST = { sub: 'system:serviceaccount:vigia:digest', exp: 4_102_444_800 };

async function credentials(url: string, authorization?: string) {
  const answer = await fetch(`${url}/v1/credentials`, authorization === undefined ? {} : { headers: { authorization } });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

test('a service account’s token is answered with credentials that name the account', async () => {
  const url = await listening(podIdentityAgent());
  const { status, body } = await credentials(url, token({ ...DIGEST, aud: ['pods.eks.amazonaws.com'] }));
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual(['AccessKeyId', 'SecretAccessKey', 'Token', 'AccountId', 'Expiration']);
  expect(body.AccessKeyId).toBe('vigia.digest');
  expect(body.Expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(Date.parse(body.Expiration ?? '')).toBeGreaterThan(Date.now() + 5 * 3_600_000);
});

test('whoever asked is listed once, with how often', async () => {
  const url = await listening(podIdentityAgent());
  for (const sub of ['a', 'b', 'a']) await credentials(url, token({ ...DIGEST, sub, aud: 'pods.eks.amazonaws.com' }));
  expect(await (await fetch(`${url}/asked`)).json()).toEqual([
    { subject: 'a', times: 2 },
    { subject: 'b', times: 1 },
  ]);
});

test.each([
  ['no token', undefined, 'There is no service account token in the header Authorization.'],
  ['no such token', 'Bearer of tidings', 'The header Authorization holds no service account token.'],
  [
    'a token for another',
    token({ ...DIGEST, aud: ['https://kubernetes.default.svc'] }),
    'The token is for https://kubernetes.default.svc, and not for pods.eks.amazonaws.com.',
  ],
  [
    'a token of last year',
    token({ ...DIGEST, exp: 1_600_000_000, aud: ['pods.eks.amazonaws.com'] }),
    'The token of system:serviceaccount:vigia:digest has expired.',
  ],
])('%s gets no credentials, and is not listed', async (_, authorization, message) => {
  const url = await listening(podIdentityAgent());
  expect(await credentials(url, authorization)).toEqual({ status: 401, body: { message } });
  expect(await (await fetch(`${url}/asked`)).json()).toEqual([]);
});

/** A pod's folders: a configuration that takes a password from a file, and a volume of a ConfigMap. */
function pod(): Record<string, string> {
  mkdirSync(join(folder, 'provisioning/..2026/dashboards'), { recursive: true });
  writeFileSync(join(folder, 'provisioning/..2026/dashboards/operations.json'), '{}');
  symlinkSync('..2026', join(folder, 'provisioning/..data'));
  symlinkSync('..data/dashboards', join(folder, 'provisioning/dashboards'));
  writeFileSync(join(folder, 'admin-password'), 'hidden');
  writeFileSync(join(folder, 'grafana.ini'), `[security]\nadmin_password = $__file{${folder}/admin-password}\n`);
  return {
    GF_PATHS_CONFIG: join(folder, 'grafana.ini'),
    GF_PATHS_PROVISIONING: join(folder, 'provisioning'),
    GF_PATHS_PLUGINS: join(folder, 'plugins'),
    POD_SECRET: 'hidden',
  };
}

test('Grafana’s stand-in answers its probes and the scrape', async () => {
  const url = await listening(grafanaStandIn(pod()));
  expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ database: 'ok' });
  const metrics = await fetch(`${url}/metrics`);
  expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(await metrics.text()).toContain('grafana_build_info{version="stand-in"} 1\n');
});

test('what the digest reads of it is well-formed and empty', async () => {
  const grafana = grafanaAt(await listening(grafanaStandIn(pod())), 'token');
  expect(await grafana.transitions({ from: 0, to: 1 })).toEqual([]);
  expect(await grafana.active()).toEqual([]);
});

test('it shows what it was given: files, names of variables and requests, but no secret', async () => {
  const url = await listening(grafanaStandIn(pod()));
  const body = JSON.stringify({ title: 'x'.repeat(5_000) });
  const headers = { authorization: 'Basic hidden' };
  expect((await fetch(`${url}/api/folders?limit=2`, { method: 'POST', headers, body })).status).toBe(200);
  expect((await fetch(`${url}/api/folders`)).status).toBe(401);
  const text = await (await fetch(`${url}/recorded`)).text();
  expect(text).not.toContain('hidden');
  expect(JSON.parse(text)).toEqual({
    requests: [
      { method: 'POST', path: '/api/folders?limit=2', scheme: 'basic', body: body.slice(0, 4_096) },
      { method: 'GET', path: '/api/folders', scheme: 'none', body: '' },
    ],
    provisioning: ['dashboards/operations.json'],
    plugins: [],
    secrets: [join(folder, 'admin-password')],
    environment: ['GF_PATHS_CONFIG', 'GF_PATHS_PLUGINS', 'GF_PATHS_PROVISIONING', 'POD_SECRET'],
  });
});

test('without its configuration, or a file that this names, it does not start, as Grafana would not', () => {
  const environment = pod();
  rmSync(join(folder, 'admin-password'));
  expect(() => grafanaStandIn(environment)).toThrow('admin-password');
  expect(() => grafanaStandIn({ ...environment, GF_PATHS_CONFIG: join(folder, 'none.ini') })).toThrow('none.ini');
});
