/** A Kubernetes API server with nothing behind it: it checks and keeps objects, and runs none of them. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../local/supervisor/free-ports.ts';
import type { Service } from '../../../local/supervisor/service.ts';
import { createSupervisor } from '../../../local/supervisor/supervisor.ts';
import { ensureTools } from '../../../local/tools/index.ts';
import { run } from '../../../local/tools/run.ts';

export interface Answer {
  readonly code: number;
  /** `kind.group/name`, as kubectl names what the server accepted. */
  readonly accepted: readonly string[];
  /** What the server warned of, once each. */
  readonly warnings: readonly string[];
  /** Everything else that was said: what was refused, and why. */
  readonly refused: readonly string[];
}

export interface ApiServer {
  /** Creates what the manifests say. @param manifests YAML documents */
  apply(manifests: readonly string[]): Promise<Answer>;
  /** Has the server check the manifests as strictly as it can, and keeps nothing. */
  dryRun(manifests: readonly string[]): Promise<Answer>;
  /** Sets what a controller would report of objects that exist: there are no controllers here. */
  report(manifests: readonly string[]): Promise<Answer>;
  stop(): Promise<void>;
}

const TOKEN = 'the-only-user-of-this-server';

/** Starts etcd and a server on ports of their own. */
export async function startApiServer(): Promise<ApiServer> {
  const { etcd, 'kube-apiserver': server, kubectl } = await ensureTools(['etcd', 'kube-apiserver', 'kubectl']);
  const root = await mkdtemp(join(tmpdir(), 'vigia-kubernetes-'));
  const [client = 0, peer = 0, secure = 0] = await freePorts(3);
  const kubeconfig = join(root, 'kubeconfig');
  const services: Service[] = [
    {
      name: 'etcd',
      argv: [etcd.path, ...etcdFlags(root, client, peer)],
      after: [],
      ports: [client, peer],
      ready: { http: `http://127.0.0.1:${client}/health` },
      log: join(root, 'etcd.log'),
    },
    {
      name: 'kube-apiserver',
      argv: [server.path, ...serverFlags(root, client, secure)],
      after: ['etcd'],
      ports: [secure],
      ready: { run: [kubectl.path, '--kubeconfig', kubeconfig, 'get', '--raw', '/readyz'] },
      log: join(root, 'kube-apiserver.log'),
    },
  ];
  await writeIdentity(root, kubeconfig, secure);
  const supervisor = createSupervisor(services, { onEvent: () => undefined, onDeath: () => undefined, onChange: () => undefined });
  const stop = async () => {
    await supervisor.stop();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  };
  await supervisor.startAll().catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  let applied = 0;
  const apply = async (manifests: readonly string[], ...flags: string[]): Promise<Answer> => {
    const file = join(root, `manifests-${++applied}.yaml`);
    await writeFile(file, manifests.join('\n---\n'));
    const command = [kubectl.path, '--kubeconfig', kubeconfig, 'apply', '--server-side', '--filename', file, ...flags] as const;
    return answerOf(await run([...command], { env: { ...process.env, HOME: root } }));
  };
  return {
    apply: (manifests) => apply(manifests),
    dryRun: (manifests) => apply(manifests, '--dry-run=server', '--validate=strict'),
    report: (manifests) => apply(manifests, '--subresource=status'),
    stop,
  };
}

function etcdFlags(root: string, client: number, peer: number): string[] {
  const [clients, peers] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  return [
    ...['--name', 'only', '--data-dir', join(root, 'etcd')],
    ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers, '--initial-cluster', `only=${peers}`],
  ];
}

function serverFlags(root: string, etcdPort: number, port: number): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(root, 'certificates')}`,
    `--token-auth-file=${join(root, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(root, 'service-account.pem')}`,
    `--service-account-signing-key-file=${join(root, 'service-account.pem')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    // As clusters have it: what may be privileged is the namespace's affair.
    '--allow-privileged=true',
    // It waits for accounts that a controller makes; here there are no controllers.
    '--disable-admission-plugins=ServiceAccount',
  ];
}

async function writeIdentity(root: string, kubeconfig: string, port: number): Promise<void> {
  await mkdir(join(root, 'certificates'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(root, 'service-account.pem'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  await writeFile(join(root, 'tokens.csv'), `${TOKEN},tester,tester,system:masters\n`);
  // The server signs its own certificate when it starts, and that is the authority too. JSON is YAML.
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority': join(root, 'certificates/apiserver.crt') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'only', cluster }],
    users: [{ name: 'tester', user: { token: TOKEN } }],
    contexts: [{ name: 'only', context: { cluster: 'only', user: 'tester' } }],
    'current-context': 'only',
  };
  await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
}

function answerOf({ code, output }: { readonly code: number; readonly output: string }): Answer {
  const lines = output.split('\n').filter(Boolean);
  const accepted = lines.flatMap((line) => /^(\S+) serverside-applied/.exec(line)?.[1] ?? []);
  const warnings = lines.filter((line) => line.startsWith('Warning: '));
  const refused = lines.filter((line) => !/^\S+ serverside-applied/.test(line) && !line.startsWith('Warning: '));
  return { code, accepted, warnings: [...new Set(warnings)], refused };
}
