/** Keys of the stores: logs, metrics, traces, or Datadog in their place. */
import { DATADOG_AWS_ACCOUNTS, type DatadogSite } from '../../datadog/site.ts';
import type { Storage } from '../../environment.ts';
import { key, where } from '../key.ts';
import { flag, type Kind, lengthOfTime, oneOf, text, whole } from '../kinds.ts';

export const storeKeys = {
  'logs:warmNodes': key({
    description:
      'UltraWarm nodes of the log store, for logs that are searched seldom. They need dedicated masters, which prod has.',
    allowed: '0, or a whole number from 2 to 150',
    example: '2',
    kind: whole(0, 150).refine((count) => count !== 1) as Kind<number>,
    where: where.openSource,
    byDefault: '`0`',
  }),
  'logs:serviceLinkedRole': key({
    description:
      "Whether the stack makes the account's service-linked role for OpenSearch, which lets the domain into the VPC. An account has one: in the second stack of an account, or where a domain was before, it exists.",
    allowed: 'created or existing',
    example: 'existing',
    kind: oneOf(['created', 'existing']),
    where: where.openSource,
    byDefault: '`created`',
  }),
  'metrics:retention': key({
    description: 'How long Prometheus keeps samples. An objective of 30 days needs 35 of them.',
    allowed: 'a whole number and d, w or h: 35 days to 400 days',
    example: '90d',
    kind: lengthOfTime('35d', '400d'),
    where: where.openSource,
    byDefault: '`90d` in prod, `35d` in dev',
  }),
  'metrics:storage': key({
    description: 'The volume of each Prometheus replica.',
    allowed: 'a whole number of Gi, from 1Gi to 16384Gi',
    example: '200Gi',
    kind: text(/^([1-9]\d{0,3}|1[0-5]\d{3}|16[0-2]\d{2}|163[0-7]\d|1638[0-4])Gi$/) as Kind<Storage>,
    where: where.openSource,
    byDefault: '`200Gi` in prod, `20Gi` in dev',
  }),
  'metrics:remoteWrite': key({
    description: 'Whether Prometheus also writes to Amazon Managed Prometheus, in a workspace that the stack makes.',
    allowed: 'true or false',
    example: 'true',
    kind: flag,
    where: where.openSource,
    byDefault: '`false`',
  }),
  'traces:retention': key({
    description: 'How long traces are kept.',
    allowed: 'a whole number and d, w or h: 1 day to 365 days',
    example: '30d',
    kind: lengthOfTime('1d', '365d'),
    where: where.openSource,
    byDefault: '`30d` in prod, `7d` in dev',
  }),
  'datadog:apiKey': key({
    description: 'An API key of the Datadog organisation.',
    allowed: 'an API key without spaces',
    example: '00000000000000000000000000000000',
    kind: text(/^\S+$/),
    where: where.datadog,
    required: true,
    secret: true,
  }),
  'datadog:appKey': key({
    description: 'An application key of a service account that may manage logs, monitors, objectives and dashboards.',
    allowed: 'an application key without spaces',
    example: '0000000000000000000000000000000000000000',
    kind: text(/^\S+$/),
    where: where.datadog,
    required: true,
    secret: true,
  }),
  'datadog:site': key({
    description: 'The Datadog site of the organisation.',
    allowed: `one of ${Object.keys(DATADOG_AWS_ACCOUNTS).join(', ')}`,
    example: 'datadoghq.com',
    kind: oneOf(Object.keys(DATADOG_AWS_ACCOUNTS) as [DatadogSite, ...DatadogSite[]]),
    where: where.datadog,
    byDefault: '`datadoghq.com`',
  }),
};
