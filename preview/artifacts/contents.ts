/** What is made over the APIs of Grafana, PagerDuty and Datadog. */

import { canonical } from '../canonical.ts';
import type { Json, Recorded } from '../monitor.ts';
import type { Artifact } from './artifact.ts';

const DASHBOARD = 'grafana:oss/dashboard:Dashboard';

export function contents(resources: readonly Recorded[]): Artifact[] {
  return resources.flatMap(({ type, name, inputs }) => {
    const match = /^(grafana|pagerduty|datadog):[^:]*:(.+)$/.exec(type);
    if (!match) return [];
    if (type === DASHBOARD) return [{ path: `dashboards/${name}.json`, content: canonical(opened(inputs.configJson ?? {})) }];
    const members = Object.entries(inputs).map(([member, value]) => [member, opened(value)]);
    return [{ path: `${match[1]}/${match[2]}/${name}.json`, content: canonical(Object.fromEntries(members)) }];
  });
}

/** JSON in a text, such as a query's model, is shown as what it is. */
function opened(value: Json): Json {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, opened(member)]));
  }
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
