/** Somebody who may look at everything in Grafana and change nothing. */
import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';

export interface GrafanaReaderArgs {
  /** Name of its service account, which also names the token. */
  readonly account: string;
}

/** A service account with the role Viewer, and a token of it that does not expire. Needs a provider that reaches Grafana. */
export class GrafanaReader extends pulumi.ComponentResource {
  /** The token; secret. */
  readonly token: pulumi.Output<string>;

  constructor(name: string, { account }: GrafanaReaderArgs, opts: pulumi.ComponentResourceOptions) {
    super('vigia:grafana:GrafanaReader', name, {}, opts);
    const child = { parent: this };
    const reader = new grafana.oss.ServiceAccount(`${name}-account`, { name: account, role: 'Viewer' }, child);
    const token = new grafana.oss.ServiceAccountToken(`${name}-token`, { name: account, serviceAccountId: reader.id }, child);
    this.token = pulumi.secret(token.key);
    this.registerOutputs({ token: this.token });
  }
}
