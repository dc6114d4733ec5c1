/** Grafana, the server: replicas on a database, or one with a volume. What it shows comes by its API or as files. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { grafanaIni } from '../../servers/grafana.ts';
import type { DeployedEnvironment } from '../environment.ts';
import { PROVISIONING_FOLDER } from '../grafana/files.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { checksumOfStart, type Files, filesVolume } from '../kubernetes/grafana-files.ts';
import { metadata, selector } from '../kubernetes/metadata.ts';
import { containerPorts, httpProbe, resources } from '../kubernetes/parts.ts';
import { configVolume, podAddress, podTemplate, secretVolume, statefulSet } from '../kubernetes/pod.ts';
import { containerSecurity } from '../kubernetes/security.ts';
import { surroundings } from '../kubernetes/surroundings.ts';
import { podsHost, portOf } from '../kubernetes/topology.ts';
import { images, OPENSEARCH_PLUGIN } from '../versions.ts';

type Container = kubernetes.types.input.core.v1.Container;
type EnvVar = kubernetes.types.input.core.v1.EnvVar;
type Volume = kubernetes.types.input.core.v1.Volume;

export interface GrafanaArgs {
  /** The cluster that it runs in. */
  readonly cluster: Cluster;
  /** Size, where it keeps its state, and whether it evaluates alerts. */
  readonly environment: DeployedEnvironment;
  /** The role of service account `grafana` (a WorkloadIdentity): what its OpenSearch and SNS requests are signed with. */
  readonly identity: pulumi.Resource;
  /** Where people reach it. */
  readonly ingress: {
    /** Host name, such as `grafana.example.com`. */
    readonly host: string;
    /** IngressClass of the controller. */
    readonly className: string;
    /** Secret with the host's certificate, in the platform's namespace. */
    readonly tlsSecretName: string;
  };
  /** Image with an exact tag; it holds the OpenSearch plugin unless there is a `pluginUrl`. Default: upstream's of versions.ts, which does not. */
  readonly image?: string | undefined;
  /** Address of the OpenSearch plugin's zip file, on a mirror of one's own. */
  readonly pluginUrl?: string | undefined;
  /** Sign-in; without it there is the administrator alone. */
  readonly oidc?: GrafanaOidc | undefined;
  /** PostgreSQL for its state; required where the environment keeps it in a database. */
  readonly database?: GrafanaDatabase | undefined;
  /** Content as provisioning files, where it is not delivered by the API. */
  readonly provisioning?: {
    /** Content by path under Grafana's provisioning folder, such as `dashboards/vigia-operations.json`: of `provisioningFiles`. */
    readonly files: Files;
    /** Environment variables that the files name, as `$NAME`; secrets. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  };
}

export interface GrafanaOidc {
  readonly authUrl: string;
  readonly tokenUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: pulumi.Input<string>;
  readonly scopes: readonly string[];
  /** JMESPath that makes a Grafana role of a token's claims; everybody is a viewer without it. */
  readonly roleAttributePath?: string | undefined;
}

export interface GrafanaDatabase {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  /** A secret. */
  readonly password: pulumi.Input<string>;
}

const CONFIG = { directory: '/etc/grafana-config', file: 'grafana.ini' } as const;
const SECRETS_DIRECTORY = '/etc/grafana-secrets';
/** Not the image's own folder: a volume there would hide the plugins that an image may hold. */
const DATA_DIRECTORY = '/var/lib/grafana-data';

/** Number of the image's user. */
const GRAFANA_USER = 472;

/**
 * A Deployment where its state is in a database, a StatefulSet where it has a volume; behind an ingress. Replicas that evaluate alerts
 * gossip, so that each is sent once. The administrator's password and the key of its stored secrets are generated.
 */
export class Grafana extends pulumi.ComponentResource {
  /** Password of its user `admin`; secret. */
  readonly adminPassword: pulumi.Output<string>;

  /** @throws Error where the environment keeps Grafana's state in a database and none is given. */
  constructor(name: string, args: GrafanaArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:Grafana', name, {}, opts);
    const { cluster, environment, identity, provisioning } = args;
    const child = { parent: this };
    const size = environment.sizes.grafana;
    if (environment.grafanaState === 'database' && !args.database) {
      throw new Error(`Grafana of ${environment.name} keeps its state in PostgreSQL, and there is none: give it a database.`);
    }

    const adminPassword = new random.RandomPassword(`${name}-admin-password`, { length: 32, special: false }, child);
    // Without it, what Grafana has encrypted in its database is lost.
    const secretKey = new random.RandomPassword(
      `${name}-secret-key`,
      { length: 32, special: false },
      { ...child, protect: environment.protect, retainOnDelete: environment.protect },
    );
    const secrets = new kubernetes.core.v1.Secret(
      `${name}-secrets`,
      {
        metadata: metadata(cluster, 'grafana'),
        stringData: {
          'admin-password': adminPassword.result,
          'secret-key': secretKey.result,
          ...(args.database && { 'database-password': pulumi.secret(args.database.password) }),
          ...(args.oidc && { 'oidc-client-secret': pulumi.secret(args.oidc.clientSecret) }),
        },
      },
      child,
    );
    const ini = configuration(args);
    const config = new kubernetes.core.v1.ConfigMap(
      `${name}-config`,
      { metadata: metadata(cluster, 'grafana'), data: { [CONFIG.file]: ini } },
      child,
    );
    surroundings(name, { workload: 'grafana', cluster, replicas: size.replicas }, child);

    const volumes: Volume[] = [
      configVolume('config', config),
      secretVolume('secrets', secrets),
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      ...(provisioning ? [filesVolume('provisioning', name, { files: provisioning.files, cluster }, child)] : []),
      ...(environment.grafanaState === 'database' ? [{ name: 'data', emptyDir: { sizeLimit: size.storage } }] : []),
    ];
    const template = podTemplate({
      workload: 'grafana',
      cluster,
      // Where it evaluates the alerts, nobody is told of anything while it is evicted.
      priority: environment.evaluator === 'grafana' ? 'critical' : 'standard',
      user: GRAFANA_USER,
      containers: [server(args, provisioning ? this.#variables(name, cluster, provisioning.secrets) : [])],
      volumes,
      graceSeconds: 30,
      annotations: checksumOfStart(ini, provisioning?.files ?? {}),
    });
    const afterIdentity = { ...child, dependsOn: [identity] };
    if (environment.grafanaState === 'volume') {
      statefulSet(name, { workload: 'grafana', cluster, environment, size, volume: 'data', template }, afterIdentity);
    } else {
      new kubernetes.apps.v1.Deployment(
        name,
        {
          metadata: metadata(cluster, 'grafana'),
          spec: {
            replicas: size.replicas,
            selector: { matchLabels: selector('grafana') },
            strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
            template,
          },
        },
        afterIdentity,
      );
    }
    this.#ingress(name, args);
    this.adminPassword = adminPassword.result;
    this.registerOutputs({ adminPassword: this.adminPassword });
  }

  /** Grafana puts variables into provisioning files, not files' content. */
  #variables(name: string, cluster: Cluster, values: Readonly<Record<string, pulumi.Input<string>>>): EnvVar[] {
    const secret = new kubernetes.core.v1.Secret(
      `${name}-provisioning`,
      {
        metadata: metadata(cluster, 'grafana', 'grafana-provisioning'),
        stringData: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, pulumi.secret(value)])),
      },
      { parent: this },
    );
    return Object.keys(values).map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: secret.metadata.name, key } } }));
  }

  #ingress(name: string, { cluster, ingress: { host, className, tlsSecretName } }: GrafanaArgs): void {
    const backend = { service: { name: 'grafana', port: { name: 'http' } } };
    new kubernetes.networking.v1.Ingress(
      `${name}-ingress`,
      {
        metadata: metadata(cluster, 'grafana'),
        spec: {
          ingressClassName: className,
          tls: [{ hosts: [host], secretName: tlsSecretName }],
          rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
        },
      },
      { parent: this },
    );
  }
}

function configuration({ environment, ingress, pluginUrl, oidc, database }: GrafanaArgs): string {
  const port = portOf('grafana', 'gossip');
  return grafanaIni({
    rootUrl: `https://${ingress.host}/`,
    httpPort: portOf('grafana', 'http'),
    secretsDirectory: SECRETS_DIRECTORY,
    evaluatesAlerts: environment.evaluator === 'grafana',
    ...(environment.grafanaState === 'database' && database && { database }),
    ...(environment.sizes.grafana.replicas > 1 && {
      gossip: { peers: `${podsHost('grafana')}:${port}`, addressVariable: podAddress.name, port },
    }),
    ...(oidc && { oidc }),
    plugin: { ...OPENSEARCH_PLUGIN, from: pluginUrl === undefined ? 'image' : { url: pluginUrl } },
  });
}

function server({ environment, image, pluginUrl, provisioning }: GrafanaArgs, variables: readonly EnvVar[]): Container {
  const readOnly = true;
  return {
    name: 'grafana',
    image: image ?? images.grafana,
    env: [
      podAddress,
      // The image sets these as variables, which the file cannot overrule.
      { name: 'GF_PATHS_CONFIG', value: `${CONFIG.directory}/${CONFIG.file}` },
      { name: 'GF_PATHS_DATA', value: DATA_DIRECTORY },
      ...(pluginUrl === undefined ? [] : [{ name: 'GF_PATHS_PLUGINS', value: `${DATA_DIRECTORY}/plugins` }]),
      ...variables,
    ],
    ports: containerPorts('grafana'),
    resources: resources(environment.sizes.grafana),
    securityContext: containerSecurity(),
    // The first start makes its tables and fetches the plugin: up to five minutes.
    startupProbe: httpProbe('/api/health', 'http', 30),
    readinessProbe: httpProbe('/api/health', 'http'),
    livenessProbe: httpProbe('/api/health', 'http', 6),
    volumeMounts: [
      { name: 'config', mountPath: CONFIG.directory, readOnly },
      { name: 'secrets', mountPath: SECRETS_DIRECTORY, readOnly },
      { name: 'data', mountPath: DATA_DIRECTORY },
      { name: 'tmp', mountPath: '/tmp' },
      ...(provisioning ? [{ name: 'provisioning', mountPath: PROVISIONING_FOLDER, readOnly }] : []),
    ],
  };
}
