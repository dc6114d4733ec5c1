/** Keys of the stack as a whole: what it is made of, and the account and network that it lives in. */
import { z } from 'zod';
import { key, where } from '../key.ts';
import { httpsUrl, IMAGE, json, maintenanceWindows, oneOf, text, whole } from '../kinds.ts';

const SUBNETS =
  '{"us-east-1a":"subnet-0a1b2c3d4e5f60718","us-east-1b":"subnet-1a1b2c3d4e5f60718","us-east-1c":"subnet-2a1b2c3d4e5f60718"}';

export const platformKeys = {
  'vigia:backend': key({
    description: 'What stores and shows the signals.',
    allowed: 'open-source (OpenSearch, Prometheus, Tempo, Grafana) or datadog',
    example: 'open-source',
    kind: oneOf(['open-source', 'datadog']),
    where: where.always,
    byDefault: '`open-source`',
  }),
  'vigia:evaluator': key({
    description: 'Who evaluates the alert rules and routes what they find. Exactly one does.',
    allowed: 'grafana or prometheus',
    example: 'grafana',
    kind: oneOf(['grafana', 'prometheus']),
    where: where.evaluator,
    byDefault: '`grafana`',
  }),
  'vigia:owner': key({
    description: 'Who answers for the stack: the tag `Owner` of every resource.',
    allowed: 'a team or an e-mail address, of at most 256 letters, digits and _ . : / = + - @',
    example: 'platform@clinic.org',
    kind: text(/^[A-Za-z0-9_.:/=+\-@]{1,256}$/),
    where: where.always,
    required: true,
    placeholder: 'platform@example.com',
  }),
  'vigia:runbookUrl': key({
    description: 'Address of the folder `alerts/runbooks`, where every alert links to.',
    allowed: 'an https address without a slash at its end',
    example: 'https://github.com/clinic/vigia/blob/main/alerts/runbooks',
    kind: httpsUrl,
    where: where.always,
    required: true,
    placeholder: 'https://git.example.com/vigia/alerts/runbooks',
  }),
  'vigia:maintenance': key({
    description:
      'Maintenance windows: while one lasts, what a tenant’s users feel counts for no error budget and raises no alert. One that is over may be taken out after 30 days.',
    allowed: 'a list of objects of tenant (an id, or all), from and to, in UTC or with an offset, to later than from',
    example: '[{"tenant":"clinica-sur","from":"2026-12-24T02:00:00-06:00","to":"2026-12-24T04:00:00-06:00"}]',
    kind: maintenanceWindows,
    where: where.always,
    byDefault: 'none',
  }),
  'aws:region': key({
    description: 'The AWS region.',
    allowed: 'a region of the commercial partition',
    example: 'us-east-1',
    kind: text(/^(?!us-gov-|cn-)[a-z]{2}-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/),
    where: where.always,
    required: true,
  }),
  'aws:accountId': key({
    description: 'The AWS account. Credentials of another one are refused.',
    allowed: 'an account id of twelve digits, in quotes in a file',
    example: '222233334444',
    kind: text(/^\d{12}$/),
    where: where.always,
    required: true,
    placeholder: '111122223333',
  }),
  'network:vpcId': key({
    description: 'The VPC of the cluster: the log store is put into it.',
    allowed: 'the id of a VPC',
    example: 'vpc-0a1b2c3d4e5f60718',
    kind: text(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/),
    where: where.openSource,
    required: true,
    placeholder: 'vpc-00000000000000000',
  }),
  'network:subnets': key({
    description: 'Private subnets of the log store, one in each zone: availability zone to subnet id. One in dev, three in prod.',
    allowed: 'an object of one subnet id for each availability zone',
    example: SUBNETS,
    exampleIn: { dev: '{"us-east-1a":"subnet-0a1b2c3d4e5f60718"}' },
    kind: json(z.record(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/), z.string().regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/))),
    where: where.openSource,
    required: true,
    placeholder:
      '{"us-east-1a":"subnet-0000000000000000a","us-east-1b":"subnet-0000000000000000b","us-east-1c":"subnet-0000000000000000c"}',
  }),
  'network:cidr': key({
    description: 'The address range of the VPC: who may reach the log store, and what network policies allow as private.',
    allowed: 'an IPv4 range of 16 to 28 bits, as VPCs have',
    example: '10.20.0.0/16',
    kind: text(/^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)\/(1[6-9]|2[0-8])$/),
    where: where.always,
    required: true,
    placeholder: '192.0.2.0/24',
  }),
  'archive:retentionDays': key({
    description:
      'How long S3 Object Lock keeps an audit record. In prod nobody can shorten it afterwards, the account itself included.',
    allowed: 'a whole number of days: 365 to 36500 in prod, 1 to 30 in dev',
    example: '2192',
    kind: whole(1, 36_500),
    where: where.always,
    byDefault: '`2192` (six years) in prod, `1` in dev',
  }),
  'workers:image': key({
    description: 'The image of the workers, built from `workers/Dockerfile`.',
    allowed: 'an image with its registry and an exact tag (not latest) or a digest',
    example: '222233334444.dkr.ecr.us-east-1.amazonaws.com/vigia-workers:0.1.0',
    kind: text(IMAGE),
    where: where.openSource,
    required: true,
    placeholder: 'registry.example.com/vigia-workers:0.1.0',
  }),
};
