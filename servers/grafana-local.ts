/** Grafana on a machine of one's own: no sign-in, and nobody else reaches it. */
import { iniText, QUIET, UNWANTED_APPS } from './grafana.ts';

export interface LocalGrafanaArgs {
  /** The only address that it listens on. */
  readonly host: string;
  readonly httpPort: number;
  /** Folders; without them those of the container image, which sets them as variables. */
  readonly folders?: {
    /** Its database, logs and plugins. */
    readonly data: string;
    readonly provisioning: string;
  };
  /** The data source plugin for OpenSearch, which it fetches from Grafana's catalogue before it starts. */
  readonly plugin: { readonly id: string; readonly version: string };
}

/** The file, in Grafana's INI notation. */
export function localGrafanaIni({ host, httpPort, folders, plugin }: LocalGrafanaArgs): string {
  return iniText({
    ...(folders && {
      paths: {
        data: folders.data,
        logs: `${folders.data}/log`,
        plugins: `${folders.data}/plugins`,
        provisioning: folders.provisioning,
      },
    }),
    // A page elsewhere whose name was made to point here gets sent to the right name, not served.
    server: {
      http_addr: host,
      http_port: httpPort,
      domain: host,
      enforce_domain: true,
      root_url: `http://${host}:${httpPort}/`,
    },
    database: { type: 'sqlite3', wal: true },
    // Whoever looks may edit what is not provisioned. There is no administrator: nobody has a password to guess.
    security: { disable_initial_admin_creation: true, disable_gravatar: true },
    users: { allow_sign_up: false },
    auth: { disable_login_form: true },
    'auth.basic': { enabled: false },
    'auth.anonymous': { enabled: true, org_role: 'Editor' },
    unified_alerting: { execute_alerts: false },
    plugins: {
      plugin_admin_enabled: false,
      disable_plugins: UNWANTED_APPS.join(','),
      preinstall_sync: `${plugin.id}@${plugin.version}`,
      preinstall_auto_update: false,
    },
    ...QUIET,
    log: { mode: 'console' },
    'log.console': { format: 'text' },
  });
}
