import { describe, expect, it } from 'vitest';
import { localGrafanaIni } from '../../../servers/grafana-local.ts';

const args = { host: '127.0.0.1', httpPort: 13_002, plugin: { id: 'grafana-opensearch-datasource', version: '2.34.3' } };
const lines = (section: string, ini: string) => ini.split(`[${section}]\n`)[1]?.split('\n\n')[0]?.split('\n');

describe('Grafana on a machine of one’s own', () => {
  const ini = localGrafanaIni(args);

  it('is reached from this machine alone, and by its own name', () => {
    expect(lines('server', ini)).toEqual([
      'http_addr = 127.0.0.1',
      'http_port = 13002',
      'domain = 127.0.0.1',
      'enforce_domain = true',
      'root_url = http://127.0.0.1:13002/',
    ]);
  });

  it('lets whoever opens it edit, and has no administrator', () => {
    expect(lines('auth.anonymous', ini)).toEqual(['enabled = true', 'org_role = Editor']);
    expect(lines('security', ini)).toContain('disable_initial_admin_creation = true');
    expect(lines('auth', ini)).toEqual(['disable_login_form = true']);
    expect(lines('auth.basic', ini)).toEqual(['enabled = false']);
  });

  it('evaluates no alerts, and reports to nobody', () => {
    expect(lines('unified_alerting', ini)).toEqual(['execute_alerts = false']);
    expect(lines('analytics', ini)).toEqual([
      'reporting_enabled = false',
      'check_for_updates = false',
      'check_for_plugin_updates = false',
    ]);
  });

  it('fetches the pinned plugin before it starts, and nothing that nobody asked for', () => {
    expect(lines('plugins', ini)).toEqual([
      'plugin_admin_enabled = false',
      'disable_plugins = grafana-lokiexplore-app,grafana-pyroscope-app,grafana-exploretraces-app,grafana-metricsdrilldown-app,grafana-advisor-app',
      'preinstall_sync = grafana-opensearch-datasource@2.34.3',
      'preinstall_auto_update = false',
    ]);
  });

  it('keeps its files where it is told, or where the image has them', () => {
    expect(ini).not.toContain('[paths]');
    expect(
      lines('paths', localGrafanaIni({ ...args, folders: { data: '/d/grafana', provisioning: '/d/config/grafana' } })),
    ).toEqual(['data = /d/grafana', 'logs = /d/grafana/log', 'plugins = /d/grafana/plugins', 'provisioning = /d/config/grafana']);
  });
});
