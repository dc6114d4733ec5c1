/** A small program with one of each thing that a plan shows. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';

const TOKEN = pulumi.secret('planted');

class Server extends pulumi.ComponentResource {
  constructor(name: string, namespace: kubernetes.core.v1.Namespace, opts: pulumi.ComponentResourceOptions) {
    super('vigia:kubernetes:Server', name, {}, opts);
    const child = { parent: this };
    const metadata = { namespace: 'vigia', name: 'server' };
    new kubernetes.core.v1.ConfigMap(
      'server-config',
      { metadata, data: { 'server.yml': 'port: 80\n', 'rules.yml': 'groups: []\n' } },
      child,
    );
    new kubernetes.core.v1.Secret('server-secret', { metadata, stringData: { token: TOKEN, 'a-key': 'planted' } }, child);
    new kubernetes.core.v1.Service(
      'server',
      {
        metadata: { ...metadata, annotations: { 'pulumi.com/skipAwait': 'true', 'example.org/mode': 'on' } },
        spec: { ports: [{ name: 'http', port: 80 }], selector: { version: '1e3', mask: '0o14' } },
      },
      { ...child, protect: true, dependsOn: namespace },
    );
  }
}

export function program(): void {
  const provider = new kubernetes.Provider('kubernetes', { context: 'c' });
  const content = new grafana.Provider('grafana', { url: 'https://grafana.clinic.org', auth: TOKEN });
  const namespace = new kubernetes.core.v1.Namespace('vigia', { metadata: { name: 'vigia' } }, { provider });
  new Server('server', namespace, { providers: { kubernetes: provider } });
  new grafana.oss.Dashboard('operations', { configJson: '{"uid":"operations","title":"Operations"}' }, { provider: content });
  new grafana.alerting.ContactPoint(
    'ops',
    { name: 'ops', slacks: [{ url: pulumi.interpolate`https://hooks.slack.com/${TOKEN}`, text: 'all' }] },
    { provider: content },
  );
}
