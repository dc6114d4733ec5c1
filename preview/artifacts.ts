/** What a plan's resources hold for others to read: manifests for kubectl, the servers' files, dashboards and alerting as JSON. */
import type { Artifact } from './artifacts/artifact.ts';
import { configFiles } from './artifacts/config-files.ts';
import { contents } from './artifacts/contents.ts';
import { manifests } from './artifacts/manifests.ts';
import type { Recorded } from './monitor.ts';

export type { Artifact } from './artifacts/artifact.ts';

/**
 * The artifacts of a recorded program, sorted by path.
 * - `manifests/<namespace, or cluster>/<kind>-<name>.yaml`: Kubernetes objects, as `kubectl apply` takes them
 * - `files/<namespace>/<ConfigMap>/<file>`: what the servers read: rules, routing, and their configurations
 * - `dashboards/<name>.json`: Grafana's dashboards
 * - `grafana|pagerduty|datadog/<type>/<name>.json`: everything else that is made over an API
 * @throws Error where two resources would be the same file
 */
export function artifactsOf(resources: readonly Recorded[]): readonly Artifact[] {
  const custom = resources.filter((resource) => resource.custom);
  const all = [...manifests(custom), ...configFiles(custom), ...contents(custom)].sort((a, b) => (a.path < b.path ? -1 : 1));
  const twice = all.find(({ path }, i) => path === all[i + 1]?.path);
  if (twice) throw new Error(`Two resources would be written to ${twice.path}: give one another name.`);
  return all;
}
