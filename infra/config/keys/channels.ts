/** Keys of the channels: Slack, and PagerDuty where the environment pages. */
import { z } from 'zod';
import { key, where } from '../key.ts';
import { flag, isDistinct, json, text, timeZone } from '../kinds.ts';

const CHANNEL = /^#[a-z0-9][a-z0-9_-]{0,78}$/;
const WEBHOOK = /^https:\/\/hooks\.slack(-gov)?\.com\/services\/[\w/-]+$/;
const USER_ID = /^[PR0-9A-Z][0-9A-Z]{6,13}$/;

export const channelKeys = {
  'slack:opsChannel': key({
    description: 'The channel of warnings.',
    allowed: 'the name of a Slack channel, with # and in quotes in a file',
    example: '#ops',
    kind: text(CHANNEL),
    where: where.always,
    byDefault: '`#ops`',
  }),
  'slack:securityChannel': key({
    description: 'The channel of the security team.',
    allowed: 'the name of a Slack channel, with # and in quotes in a file',
    example: '#security',
    kind: text(CHANNEL),
    where: where.always,
    byDefault: '`#security`',
  }),
  'slack:opsWebhookUrl': key({
    description: 'Incoming webhook of the channel of warnings.',
    allowed: 'an address under https://hooks.slack.com/services/',
    example: 'https://hooks.slack.com/services/T000/B000/ops',
    kind: text(WEBHOOK),
    where: where.always,
    required: true,
    secret: true,
  }),
  'slack:securityWebhookUrl': key({
    description: "Incoming webhook of the security team's channel.",
    allowed: 'an address under https://hooks.slack.com/services/',
    example: 'https://hooks.slack.com/services/T000/B000/security',
    kind: text(WEBHOOK),
    where: where.always,
    required: true,
    secret: true,
  }),
  'pagerduty:token': key({
    description: 'An API token of the PagerDuty account that may write.',
    allowed: 'an API token without spaces',
    example: 'pagerduty-token',
    kind: text(/^\S+$/),
    where: where.paging,
    required: true,
    secret: true,
  }),
  'pagerduty:users': key({
    description: 'Who is on call, in the order of the weekly rotation.',
    allowed: 'a list of PagerDuty user ids, each once',
    example: '["PA1B2C3","PD4E5F6"]',
    kind: json(z.array(z.string().regex(USER_ID)).min(1).refine(isDistinct)),
    where: where.paging,
    required: true,
    placeholder: '["P000001","P000002"]',
  }),
  'pagerduty:timeZone': key({
    description: 'The time zone in which the rotation changes.',
    allowed: 'an IANA time zone',
    example: 'America/Mexico_City',
    kind: timeZone,
    where: where.paging,
    byDefault: '`America/Mexico_City`',
  }),
  'pagerduty:grouping': key({
    description: 'Whether PagerDuty groups the alerts of a service into one incident: a plan with event intelligence has it.',
    allowed: 'true or false',
    example: 'true',
    kind: flag,
    where: where.paging,
    byDefault: '`false`',
  }),
  'pagerduty:slack': key({
    description: 'The Slack channel that incidents are shown in: a plan with the Slack integration has it.',
    allowed: 'an object of workspaceId (T…) and channelId (C…)',
    example: '{"workspaceId":"T0A1B2C3D","channelId":"C0A1B2C3D"}',
    kind: json(
      z.strictObject({ workspaceId: z.string().regex(/^[TE][0-9A-Z]{6,}$/), channelId: z.string().regex(/^[CG][0-9A-Z]{6,}$/) }),
    ),
    where: where.paging,
  }),
  'pagerduty:userToken': key({
    description: "A user's token for `pagerduty:slack`: PagerDuty takes no other for that.",
    allowed: 'a user token without spaces',
    example: 'pagerduty-user-token',
    kind: text(/^\S+$/),
    where: where.pagerdutySlack,
    required: true,
    secret: true,
  }),
};
