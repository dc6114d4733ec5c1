/**
 * Stands for EKS Pod Identity's agent: answers a pod's service account token with credentials, as `GET /v1/credentials` on
 * 169.254.170.23 does. They are good for nothing but an emulator. It takes a token at its word: the signature is not checked, and no role
 * is looked up; so it proves that a pod asks as who it should, and not that AWS would let it.
 */
import { createServer, type Server } from 'node:http';
import { parseArgs } from 'node:util';

const AUDIENCE = 'pods.eks.amazonaws.com';
/** As long as AWS gives. */
const LIFETIME_MS = 6 * 60 * 60 * 1_000;

interface Claims {
  readonly aud?: string | readonly string[];
  readonly sub?: string;
  readonly exp?: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The server, not yet listening; `/asked` lists who got credentials, in the order of their first request. */
export function podIdentityAgent(): Server {
  const asked = new Map<string, number>();
  return createServer((request, response) => {
    const { status, body } = answerTo(request.url ?? '/', request.headers.authorization, asked);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
}

function answerTo(path: string, token: string | undefined, asked: Map<string, number>): Answer {
  if (path === '/asked') return { status: 200, body: [...asked].map(([subject, times]) => ({ subject, times })) };
  if (path !== '/v1/credentials') return { status: 404, body: { message: `There is nothing at ${path}.` } };
  const subject = subjectOf(token);
  if ('refusal' in subject) return { status: 401, body: { message: subject.refusal } };
  asked.set(subject.name, (asked.get(subject.name) ?? 0) + 1);
  return { status: 200, body: credentials(subject.name) };
}

function subjectOf(token: string | undefined): { readonly name: string } | { readonly refusal: string } {
  if (!token) return { refusal: 'There is no service account token in the header Authorization.' };
  const { aud, sub, exp } = claimsOf(token);
  if (sub === undefined) return { refusal: 'The header Authorization holds no service account token.' };
  if (![aud].flat().includes(AUDIENCE)) return { refusal: `The token is for ${[aud].flat().join(', ')}, and not for ${AUDIENCE}.` };
  if (exp === undefined || exp * 1_000 < Date.now()) return { refusal: `The token of ${sub} has expired.` };
  return { name: sub };
}

function claimsOf(token: string): Claims {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? claims : {};
  } catch {
    return {};
  }
}

/** `system:serviceaccount:vigia:digest` becomes the key `vigia.digest`, so that whoever is asked with it sees who asks. */
function credentials(subject: string): Readonly<Record<string, string>> {
  return {
    AccessKeyId: subject.replace('system:serviceaccount:', '').replaceAll(':', '.'),
    SecretAccessKey: 'stand-in-secret',
    Token: 'stand-in-token',
    AccountId: '111122223333',
    Expiration: `${new Date(Date.now() + LIFETIME_MS).toISOString().slice(0, 19)}Z`,
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { address: { type: 'string' }, port: { type: 'string' } } });
  const server = podIdentityAgent().listen(Number(values.port ?? 80), values.address ?? '169.254.170.23');
  // A container's first process has no default for it.
  process.on('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections());
}
