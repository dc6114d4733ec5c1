/** The shapes of changes, as strategic merge patches: lists of containers, variables and volumes are merged by name. */

/** A variable's value; `undefined` takes it away. */
type Variables = Readonly<Record<string, string | undefined>>;

const TOKEN_FOLDER = '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount';
const TOKEN = 'eks-pod-identity-token';

/** Address of EKS Pod Identity's agent on every node. */
export const POD_IDENTITY_ADDRESS = '169.254.170.23';
/** Whom a token for that agent is for. */
export const POD_IDENTITY_AUDIENCE = 'pods.eks.amazonaws.com';

/** Sets variables of a container of a workload or a Job. */
export function env(container: string, variables: Variables): object {
  return ofTemplate({ containers: [{ name: container, env: listOf(variables) }] });
}

/** Sets variables of a container of a CronJob. */
export function cronJobEnv(container: string, variables: Variables): object {
  return { spec: { jobTemplate: env(container, variables) } };
}

/** Replaces one file of a ConfigMap. */
export function dataOf(file: string, content: string): object {
  return { data: { [file]: content } };
}

/** What EKS's webhook adds to a pod whose service account has a role: two variables, and a token for that one audience. */
export function podIdentity(kind: string, container: string): object {
  const change = ofTemplate({
    containers: [
      {
        name: container,
        env: listOf({
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${POD_IDENTITY_ADDRESS}/v1/credentials`,
          AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${TOKEN_FOLDER}/${TOKEN}`,
        }),
        volumeMounts: [{ name: TOKEN, mountPath: TOKEN_FOLDER, readOnly: true }],
      },
    ],
    volumes: [
      {
        name: TOKEN,
        projected: {
          sources: [{ serviceAccountToken: { audience: POD_IDENTITY_AUDIENCE, expirationSeconds: 86_400, path: TOKEN } }],
        },
      },
    ],
  });
  return kind === 'CronJob' ? { spec: { jobTemplate: change } } : change;
}

function ofTemplate(spec: object): object {
  return { spec: { template: { spec } } };
}

function listOf(variables: Variables): object[] {
  return Object.entries(variables).map(([name, value]) => (value === undefined ? { name, $patch: 'delete' } : { name, value }));
}
