/** Every monitor and objective in Datadog says whose it is. */
import type * as datadog from '@pulumi/datadog';
import { list } from '../known.ts';
import { type Findings, kind, on, resourcePolicy } from '../policy.ts';

const MONITOR = kind<datadog.MonitorArgs>('datadog:index/monitor:Monitor');
const OBJECTIVE = kind<datadog.ServiceLevelObjectiveArgs>('datadog:index/serviceLevelObjective:ServiceLevelObjective');

const REQUIRED = ['project', 'env', 'owner', 'managed_by'] as const;

export const datadogTags = resourcePolicy(
  {
    name: 'datadog-tags',
    description: `Every monitor and objective in Datadog has the tags ${REQUIRED.join(', ')}.`,
    remediation: 'Pass it datadogTags(tags).',
    severity: 'low',
    serves: ['GDPR 5(2)', 'LFPDPPP 18', 'Reglamento 61'],
  },
  on(MONITOR, ({ props }) => missing(props.tags)),
  on(OBJECTIVE, ({ props }) => missing(props.tags)),
);

function* missing(tags: readonly string[] | undefined): Findings {
  const absent = REQUIRED.filter((key) => !list(tags).some((tag) => tag.startsWith(`${key}:`)));
  if (absent.length > 0) yield `It does not have ${absent.join(', ')} among its tags.`;
}
