/** The stack that runs here: dev as the repository has it, but for who evaluates alerts. */
import { type Plan, planOf } from '../../../../preview/plan.ts';
import { stackFile } from '../../../../preview/stack-file.ts';
import type { Holdings } from '../world/aws.ts';

/** With Prometheus and Alertmanager in Grafana's place, which cannot be had here: so an alert goes all the way out. */
export function clusterPlan(): Promise<Plan> {
  const file = stackFile('dev');
  return planOf({ ...file, config: { ...file.config, 'vigia:evaluator': 'prometheus' } });
}

/** One of the files that the plan renders. @throws Error where there is none of that path */
export function renderedFile({ artifacts }: Plan, path: string): string {
  const found = artifacts.find((artifact) => artifact.path === path);
  if (!found) throw new Error(`The plan renders no ${path}.`);
  return found.content;
}

/** What the plan makes at AWS, as far as pods use it. */
export function holdingsOf({ resources }: Plan): Holdings {
  const { config = {} } = stackFile('dev');
  const named = (type: string, property: string) =>
    resources.filter((resource) => resource.type === type).map(({ inputs }) => String(inputs[property]));
  return {
    account: config['aws:accountId'] ?? '',
    region: config['aws:region'] ?? '',
    buckets: named('aws:s3/bucket:Bucket', 'bucket'),
    topics: named('aws:sns/topic:Topic', 'name'),
    senders: [config['digest:from'] ?? ''],
  };
}
