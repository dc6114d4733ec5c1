/**
 * No secret in clear. What can be seen differs: a recorded plan shows `[secret]` for what is a Pulumi secret, so a field that is called
 * like one must show just that. The engine unwraps secrets before a policy sees them: there only what is open anyway can be judged.
 */
import { isObject, list, type Plain, type PlainObject, texts, UNKNOWN } from './known.ts';
import { podsOf } from './kubernetes/workloads.ts';
import { onEvery, resourcePolicy, type Subject } from './policy.ts';

/** As the recorded plan masks. */
const MASKED = '[secret]';

/** Values that are secrets by their form, wherever they stand. */
const SHAPES: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'an AWS access key', shape: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a private key', shape: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: "a Slack webhook's address", shape: /https:\/\/hooks\.slack\.com\/services\/\w+\/\w+\/\w+/ },
  { what: 'a Slack token', shape: /\bxox[abeprs]-[\w-]{10,}/ },
  { what: 'a Grafana token', shape: /\bglsa_\w{32}_/ },
  { what: 'a GitHub token', shape: /\bgh[oprsu]_\w{36}/ },
  { what: "a PagerDuty integration's address", shape: /https:\/\/events\.pagerduty\.com\/integration\/\w{8,}/ },
  { what: 'a signed token', shape: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/ },
  { what: 'an address with a password', shape: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"${}]+:[^\s/@'"${}]+@/ },
];

/** How fields for secrets are called. What only says where a secret is, such as `secretName` or `tokenUrl`, ends otherwise. */
const SECRET_NAME =
  /(password|passwd|secret|token|api_?key|app_?key|private_?key|access_?key|routing_?key|integration_?key|service_?key|webhook_?url)$|^auth$/i;

/** References to a secret that stands elsewhere. */
const REFERENCE = /^(\$\w+|\$\{[^}]*\}|\$__\w+\{[^}]*\}|<secret>)$/;

export const noSecretInClear = resourcePolicy(
  {
    name: 'no-secret-in-clear',
    description: 'No input holds a secret in clear.',
    remediation: 'Make it a Pulumi secret, and in Kubernetes mount it from a Secret.',
    severity: 'critical',
    serves: ['HIPAA 164.312(a)(1)', 'HIPAA 164.312(d)', 'GDPR 5(1)(f)', 'GDPR 32(1)(b)', 'LFPDPPP 18', 'LFPDPPP 20'],
    configSchema: {
      properties: {
        secretsAreMasked: {
          type: 'boolean',
          default: false,
          description: 'Whether secrets show as [secret]; the engine unwraps them.',
        },
      },
    },
  },
  onEvery(function* (subject) {
    const masked = subject.config.secretsAreMasked === true;
    for (const { path, text } of texts(subject.props)) {
      const open = isOpen(subject, path);
      const place = path.join('.');
      if (text === MASKED && open) yield `${place} shows a secret to everybody who may read the object.`;
      // Where it is not open, the engine shows a Pulumi secret and plain text alike.
      if (text === MASKED || text === UNKNOWN || (!open && !masked)) continue;
      const shape = SHAPES.find(({ shape }) => shape.test(text));
      if (shape) yield `${place} holds ${shape.what} in clear.`;
      else if (!open && text !== '' && isCalledSecret(subject, path) && !REFERENCE.test(text)) yield `${place} is not a secret.`;
    }
    yield* inEnvironment(subject);
    yield* inConfigMap(subject);
  }),
);

/** Whether it is no place for a secret, not even a Pulumi secret: a Kubernetes object but a Secret, a tag, a text for people. */
function isOpen({ type }: Subject, path: readonly string[]): boolean {
  if (type.startsWith('kubernetes:')) return type !== 'kubernetes:core/v1:Secret';
  return ['tags', 'tagsAll', 'description'].includes(path[0] ?? '');
}

/** Fields for secrets whose names do not say so. */
const SECRET_FIELDS: Readonly<Record<string, RegExp>> = {
  'datadog:index/webhook:Webhook': /^url$/,
  'grafana:alerting/contactPoint:ContactPoint': /^slacks\.\d+\.url$/,
  'kubernetes:core/v1:Secret': /^(stringData|data)\b/,
};

function isCalledSecret({ type }: Subject, path: readonly string[]): boolean {
  return path.some((key) => SECRET_NAME.test(key)) || SECRET_FIELDS[type]?.test(path.join('.')) === true;
}

/** Environment variables that are called like a secret and have their value on the spot. */
function* inEnvironment(subject: Subject) {
  const { spec } = podsOf(subject) ?? {};
  for (const container of [...list(spec?.initContainers), ...list(spec?.containers)]) {
    for (const { name = '', value } of list(container.env)) {
      if (SECRET_NAME.test(name) && value && !REFERENCE.test(value)) yield `Container ${container.name} has ${name} in clear.`;
    }
  }
}

/** Lines of configuration files such as `password: hunter2`. */
const LINE = /^[\s"'-]*([\w.-]+)["']?\s*[:=]\s*["']?([^\s"',]+)/;

function* inConfigMap({ type, props }: Subject) {
  if (type !== 'kubernetes:core/v1:ConfigMap') return;
  for (const [file, text] of Object.entries(objectOf(props.data))) {
    for (const line of typeof text === 'string' ? text.split('\n') : []) {
      const [, key = '', value = ''] = LINE.exec(line) ?? [];
      if (SECRET_NAME.test(key) && isText(value)) yield `${file} has ${key} in clear.`;
    }
  }
}

/** What the Collector's load balancer calls a routing key: the name of what it balances by. */
const BALANCED_BY = ['traceID', 'service', 'resource', 'metric', 'streamID', 'attributes'];

/** Not a reference, a nested object, a switch, nor such a name. */
function isText(value: string): boolean {
  return !REFERENCE.test(value) && !/^([{[|>&*]|true$|false$|null$)/.test(value) && !BALANCED_BY.includes(value);
}

function objectOf(value: Plain | undefined): PlainObject {
  return isObject(value) ? value : {};
}
