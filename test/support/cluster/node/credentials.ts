/** The cluster's authority, which lives as long as the node, and who is who in it. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { API_PORT, type Files, NETWORK, NODE_NAME } from './layout.ts';

interface Holder {
  readonly name: string;
  readonly commonName: string;
  /** The group that it is in. */
  readonly organization?: string;
  /** For a server: the names and addresses at which it is reached. */
  readonly at?: readonly string[];
}

/** Kubernetes knows its parts by these names and groups. */
export const HOLDERS: readonly Holder[] = [
  {
    name: 'kube-apiserver',
    commonName: 'kube-apiserver',
    at: ['DNS:kubernetes', 'DNS:kubernetes.default.svc', 'DNS:kubernetes.default.svc.cluster.local'].concat(
      [NETWORK.kubernetes, NETWORK.node, '127.0.0.1'].map((address) => `IP:${address}`),
    ),
  },
  { name: 'kubelet-serving', commonName: NODE_NAME, at: [`DNS:${NODE_NAME}`, `IP:${NETWORK.node}`] },
  { name: 'admin', commonName: 'tester', organization: 'system:masters' },
  { name: 'kubelet', commonName: `system:node:${NODE_NAME}`, organization: 'system:nodes' },
  { name: 'kube-controller-manager', commonName: 'system:kube-controller-manager' },
  { name: 'kube-scheduler', commonName: 'system:kube-scheduler' },
  { name: 'kube-proxy', commonName: 'system:kube-proxy' },
];

/** OpenSSL's own settings differ between systems: with these it adds nothing that is not asked for. */
const OPENSSL_SETTINGS = '[req]\ndistinguished_name = name\n[name]\n';
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

/** Writes keys, certificates and, for each client, a kubeconfig. Rejects where `openssl` (3.0 or later) is missing or fails. */
export async function writeCredentials(files: Files): Promise<void> {
  const folder = dirname(files.authority);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const settings = join(folder, 'openssl.cnf');
  await writeFile(settings, OPENSSL_SETTINGS);
  const request = (name: string, subject: string, args: readonly string[]) => {
    const out = ['-keyout', files.privateKey(name), '-out', files.certificate(name), '-subj', subject];
    return execa('openssl', ['req', '-x509', '-config', settings, ...NEW_KEY, ...out, ...args]);
  };
  const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,digitalSignature'];
  await request('authority', '/CN=vigia-node-authority', authority.flatMap(extension));
  const signed = ['-CA', files.authority, '-CAkey', files.privateKey('authority')];
  await Promise.all(HOLDERS.map((holder) => request(holder.name, subjectOf(holder), [...signed, ...extensionsOf(holder)])));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(files.serviceAccounts, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  for (const { name, at } of HOLDERS) if (!at) await writeKubeconfig(files, name, files.kubeconfigOf(name));
  await writeKubeconfig(files, 'admin', files.kubeconfig);
}

const extension = (text: string) => ['-addext', text];

/** As OpenSSL writes a name: `/O=group/CN=name`. */
export function subjectOf({ commonName, organization }: Holder): string {
  return `${organization ? `/O=${organization}` : ''}/CN=${commonName}`;
}

export function extensionsOf({ at }: Holder): readonly string[] {
  const usage = at ? ['extendedKeyUsage=serverAuth', `subjectAltName=${at.join(',')}`] : ['extendedKeyUsage=clientAuth'];
  return ['basicConstraints=critical,CA:FALSE', ...usage].flatMap(extension);
}

/** Everything in one file, so that it works wherever it is read. JSON is YAML. */
async function writeKubeconfig(files: Files, holder: string, path: string): Promise<void> {
  const base64 = async (file: string) => (await readFile(file)).toString('base64');
  const cluster = { server: `https://${NETWORK.node}:${API_PORT}`, 'certificate-authority-data': await base64(files.authority) };
  const user = {
    'client-certificate-data': await base64(files.certificate(holder)),
    'client-key-data': await base64(files.privateKey(holder)),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: NODE_NAME, cluster }],
    users: [{ name: holder, user }],
    contexts: [{ name: NODE_NAME, context: { cluster: NODE_NAME, user: holder } }],
    'current-context': NODE_NAME,
  };
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
}
