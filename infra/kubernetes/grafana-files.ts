/** Provisioning files as ConfigMaps that one volume joins into Grafana's folder. */
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { type GrafanaContentArgs, grafanaContent } from '../grafana/content.ts';
import { grafanaFiles } from '../grafana/files.ts';
import type { Cluster } from './cluster.ts';
import { metadata } from './metadata.ts';
import { checksumOf } from './parts.ts';

type Volume = kubernetes.types.input.core.v1.Volume;

/** Content by path. */
export type Files = Readonly<Record<string, pulumi.Input<string>>>;

/** Grafana's content as files. Their paths are known before the addresses in them are. */
export function provisioningFiles(args: GrafanaContentArgs<pulumi.Input<string>>): Files {
  const files = (addresses: GrafanaContentArgs<string>['addresses'], heartbeatTopicArn: string) =>
    grafanaFiles(grafanaContent({ ...args, addresses, heartbeatTopicArn }));
  const rendered = pulumi.all([args.addresses, args.heartbeatTopicArn]).apply(([addresses, arn]) => files(addresses, arn));
  const paths = Object.keys(files({ prometheus: '', tempo: '', opensearch: '' }, ''));
  return Object.fromEntries(paths.map((path) => [path, rendered.apply((all) => all[path] ?? '')]));
}

/** A ConfigMap for each file, since one may hold a mebibyte and a dashboard is large. */
export function filesVolume(
  volume: string,
  name: string,
  { files, cluster }: { readonly files: Files; readonly cluster: Cluster },
  opts: pulumi.CustomResourceOptions,
): Volume {
  const sources = Object.entries(files).map(([path, content]) => {
    const slug = path.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const key = path.split('/').at(-1) ?? path;
    const file = new kubernetes.core.v1.ConfigMap(
      `${name}-file-${slug}`,
      { metadata: metadata(cluster, 'grafana', `grafana-${slug}`), data: { [key]: content } },
      opts,
    );
    return { configMap: { name: file.metadata.name, items: [{ key, path }] } };
  });
  return { name: volume, projected: { sources } };
}

/** Changes with what Grafana reads only when it starts. Dashboards are not among it: it looks for changed ones by itself. */
export function checksumOfStart(ini: string, files: Files): pulumi.Output<Readonly<Record<string, string>>> {
  const atStart = Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith('.json')));
  return pulumi.all(atStart).apply((read) => checksumOf({ ...read, 'grafana.ini': ini }));
}
