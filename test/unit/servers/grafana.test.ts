import { describe, expect, it } from 'vitest';
import { type GrafanaArgs, grafanaIni } from '../../../servers/grafana.ts';

const args: GrafanaArgs = {
  rootUrl: 'https://grafana.example.com/',
  httpPort: 3000,
  secretsDirectory: '/secrets',
  evaluatesAlerts: true,
  plugin: { id: 'grafana-opensearch-datasource', version: '2.34.3', from: 'image' },
};

/** The file as Grafana reads it, as far as this file's notation goes: settings by section. */
function read(ini: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let current: Record<string, string> = {};
  for (const line of ini.split('\n')) {
    const section = /^\[(.+)\]$/.exec(line)?.[1];
    if (section) {
      current = {};
      sections[section] = current;
    } else if (line !== '') {
      const [key = '', ...value] = line.split(' = ');
      current[key] = value.join(' = ');
    }
  }
  return sections;
}

describe('Grafana’s configuration file', () => {
  it('names secrets by their files, and reports to nobody', () => {
    const ini = read(grafanaIni(args));
    expect(ini.security).toMatchObject({
      admin_user: 'admin',
      admin_password: '$__file{/secrets/admin-password}',
      secret_key: '$__file{/secrets/secret-key}',
      cookie_secure: 'true',
    });
    expect(ini.analytics).toEqual({ reporting_enabled: 'false', check_for_updates: 'false', check_for_plugin_updates: 'false' });
  });

  it('keeps its state in a file, or in PostgreSQL over TLS', () => {
    expect(read(grafanaIni(args)).database).toEqual({ type: 'sqlite3', wal: 'true' });
    const database = { host: 'db.internal', port: 5433, name: 'grafana', user: 'vigia' };
    expect(read(grafanaIni({ ...args, database })).database).toEqual({
      type: 'postgres',
      host: 'db.internal:5433',
      name: 'grafana',
      user: 'vigia',
      password: '$__file{/secrets/database-password}',
      ssl_mode: 'require',
    });
  });

  it('gossips where there are several, by the address of the pod', () => {
    const gossip = { peers: 'grafana-pods.vigia.svc:9094', addressVariable: 'POD_IP', port: 9094 };
    expect(read(grafanaIni({ ...args, gossip })).unified_alerting).toEqual({
      execute_alerts: 'true',
      ha_listen_address: '$__env{POD_IP}:9094',
      ha_advertise_address: '$__env{POD_IP}:9094',
      ha_peers: 'grafana-pods.vigia.svc:9094',
      ha_peer_timeout: '15s',
    });
    expect(read(grafanaIni(args)).unified_alerting).toEqual({ execute_alerts: 'true' });
  });

  it('evaluates nothing where Prometheus does', () => {
    expect(read(grafanaIni({ ...args, evaluatesAlerts: false })).unified_alerting).toEqual({ execute_alerts: 'false' });
  });

  it('gets the pinned plugin from a mirror before it starts, and nothing that nobody asked for', () => {
    const plugins = (from: GrafanaArgs['plugin']['from']) =>
      read(grafanaIni({ ...args, plugin: { ...args.plugin, from } })).plugins ?? {};
    expect(plugins({ url: 'https://mirror.example/plugin.zip' })).toEqual({
      forward_host_env_vars: 'grafana-opensearch-datasource',
      plugin_admin_enabled: 'false',
      disable_plugins:
        'grafana-lokiexplore-app,grafana-pyroscope-app,grafana-exploretraces-app,grafana-metricsdrilldown-app,grafana-advisor-app',
      preinstall_sync: 'grafana-opensearch-datasource@2.34.3@https://mirror.example/plugin.zip',
      preinstall_auto_update: 'false',
    });
  });

  it('fetches nothing where the image holds the plugin', () => {
    const { plugins } = read(grafanaIni({ ...args, plugin: { ...args.plugin, from: 'image' } }));
    expect(plugins).toMatchObject({ preinstall_disabled: 'true' });
    expect(plugins).not.toHaveProperty('preinstall_sync');
  });

  it('lets nobody in but the administrator without sign-in', () => {
    expect(read(grafanaIni(args))).not.toHaveProperty('auth.generic_oauth');
    expect(read(grafanaIni(args)).users).toMatchObject({ allow_sign_up: 'false' });
  });

  it('signs in by OpenID Connect, with roles from the token and quotation marks kept', () => {
    const oidc = {
      authUrl: 'https://id.example/authorize',
      tokenUrl: 'https://id.example/token',
      apiUrl: 'https://id.example/userinfo',
      clientId: 'vigia',
      scopes: ['openid', 'email', 'groups'],
      roleAttributePath: "contains(groups[*], 'ops') && 'Admin' || 'Viewer'",
    };
    expect(read(grafanaIni({ ...args, oidc }))['auth.generic_oauth']).toMatchObject({
      enabled: 'true',
      client_id: 'vigia',
      client_secret: '$__file{/secrets/oidc-client-secret}',
      scopes: 'openid email groups',
      use_pkce: 'true',
      role_attribute_path: `"""contains(groups[*], 'ops') && 'Admin' || 'Viewer'"""`,
      role_attribute_strict: 'true',
    });
  });

  it('signs requests as its pod, and takes keys from nobody', () => {
    expect(read(grafanaIni(args))).toMatchObject({
      auth: { sigv4_auth_enabled: 'true' },
      aws: { allowed_auth_providers: 'default', assume_role_enabled: 'false' },
    });
  });
});
