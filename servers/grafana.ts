/** Grafana: its configuration file. Secrets are references to files, which Grafana reads when it starts. */

export interface GrafanaArgs {
  /** Where people reach it, such as https://grafana.example.com. */
  readonly rootUrl: string;
  readonly httpPort: number;
  /** Folder of the files `admin-password`, `secret-key`, and as far as they are needed `database-password`, `oidc-client-secret`. */
  readonly secretsDirectory: string;
  /** Whether it evaluates alert rules. */
  readonly evaluatesAlerts: boolean;
  /** PostgreSQL; without it its state is a file in its data folder. */
  readonly database?: { readonly host: string; readonly port: number; readonly name: string; readonly user: string };
  /** How replicas agree on what has been sent; without it there is one. */
  readonly gossip?: {
    /** `host:port` that resolves to all of them. */
    readonly peers: string;
    /** The environment variable that holds this one's address. */
    readonly addressVariable: string;
    readonly port: number;
  };
  /** Sign-in by OpenID Connect; without it there is the administrator alone. */
  readonly oidc?: OpenIdConnect;
  /** The data source plugin for OpenSearch. */
  readonly plugin: {
    readonly id: string;
    readonly version: string;
    /** Who has it: the image already, or a mirror, by the address of its zip file. */
    readonly from: 'image' | { readonly url: string };
  };
}

export interface OpenIdConnect {
  readonly authUrl: string;
  readonly tokenUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** JMESPath that makes a Grafana role of a token's claims; everybody is a viewer without it. */
  readonly roleAttributePath?: string | undefined;
}

export type Section = Readonly<Record<string, string | number | boolean>>;

/** Apps that Grafana fetches from its catalogue by itself. Nobody asked for them, and no version is pinned. */
export const UNWANTED_APPS = [
  'grafana-lokiexplore-app',
  'grafana-pyroscope-app',
  'grafana-exploretraces-app',
  'grafana-metricsdrilldown-app',
  'grafana-advisor-app',
];

/** The file, in Grafana's INI notation. */
export function grafanaIni(args: GrafanaArgs): string {
  const sections: Readonly<Record<string, Section>> = {
    server: { http_port: args.httpPort, root_url: args.rootUrl },
    ...database(args),
    security: {
      admin_user: 'admin',
      admin_password: secret(args, 'admin-password'),
      // What it stores of others' secrets is encrypted with this. Its default is public.
      secret_key: secret(args, 'secret-key'),
      cookie_secure: true,
      strict_transport_security: true,
      disable_gravatar: true,
    },
    users: { allow_sign_up: false, auto_assign_org_role: 'Viewer' },
    auth: { sigv4_auth_enabled: true },
    ...signIn(args),
    unified_alerting: { execute_alerts: args.evaluatesAlerts, ...gossip(args) },
    plugins: plugins(args),
    // The pod's identity is the only one: nobody types keys in.
    aws: { allowed_auth_providers: 'default', assume_role_enabled: false },
    ...QUIET,
    log: { mode: 'console' },
    'log.console': { format: 'json' },
  };
  return iniText(sections);
}

/** Nothing is reported to anybody, asked of anybody, or published. */
export const QUIET = {
  analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
  news: { news_feed_enabled: false },
  snapshots: { external_enabled: false },
} as const satisfies Readonly<Record<string, Section>>;

export function iniText(sections: Readonly<Record<string, Section>>): string {
  return Object.entries(sections)
    .flatMap(([name, section]) => [`[${name}]`, ...Object.entries(section).map(([key, value]) => `${key} = ${quoted(value)}`), ''])
    .join('\n');
}

function database({ database, secretsDirectory }: GrafanaArgs): Readonly<Record<string, Section>> {
  if (!database) return { database: { type: 'sqlite3', wal: true } };
  const { host, port, name, user } = database;
  const password = secret({ secretsDirectory }, 'database-password');
  return { database: { type: 'postgres', host: `${host}:${port}`, name, user, password, ssl_mode: 'require' } };
}

function signIn({ oidc, secretsDirectory }: GrafanaArgs): Readonly<Record<string, Section>> {
  if (!oidc) return {};
  const { authUrl, tokenUrl, apiUrl, clientId, scopes, roleAttributePath } = oidc;
  return {
    'auth.generic_oauth': {
      enabled: true,
      name: 'Single sign-on',
      client_id: clientId,
      client_secret: secret({ secretsDirectory }, 'oidc-client-secret'),
      scopes: scopes.join(' '),
      auth_url: authUrl,
      token_url: tokenUrl,
      api_url: apiUrl,
      use_pkce: true,
      use_refresh_token: true,
      // Whoever signs in for the first time gets an account; who may, is the identity provider's to say.
      allow_sign_up: true,
      ...(roleAttributePath !== undefined && { role_attribute_path: roleAttributePath, role_attribute_strict: true }),
    },
  };
}

function gossip({ gossip }: GrafanaArgs): Section {
  if (!gossip) return {};
  const own = `$__env{${gossip.addressVariable}}:${gossip.port}`;
  // A replica that is started again finds the others within this time, and sends nothing twice.
  return { ha_listen_address: own, ha_advertise_address: own, ha_peers: gossip.peers, ha_peer_timeout: '15s' };
}

function plugins({ plugin: { id, version, from } }: GrafanaArgs): Section {
  // It signs its requests as the pod, which it knows by variables; no other plugin gets to see them.
  const common: Section = { forward_host_env_vars: id, plugin_admin_enabled: false };
  if (from === 'image') return { ...common, preinstall_disabled: true };
  return {
    ...common,
    disable_plugins: UNWANTED_APPS.join(','),
    preinstall_sync: [id, version, from.url].join('@'),
    preinstall_auto_update: false,
  };
}

function secret({ secretsDirectory }: Pick<GrafanaArgs, 'secretsDirectory'>, name: string): string {
  return `$__file{${secretsDirectory}/${name}}`;
}

/** Between three quotation marks nothing is a comment, and nothing ends the value. */
function quoted(value: string | number | boolean): string {
  const text = String(value);
  return /[#;`"'\\]/.test(text) ? `"""${text}"""` : text;
}
