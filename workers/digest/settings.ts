/** The settings of `digest`. */
import { z } from 'zod';
import { environmentSetting } from '../opensearch/indices.ts';
import type { Environment, Setting } from '../settings.ts';

const optionalText = z.string().optional();
const address = z.string().regex(/^[^\s@<>,"]+@[^\s@<>,"]+$/);

export const digestSettings = {
  VIGIA_ENV: {
    ...environmentSetting,
    description: 'The environment whose day it is: part of the subject.',
  } satisfies Setting<string>,
  PROMETHEUS_URL: {
    schema: z.string().refine(isServerUrl),
    description: 'Where Prometheus is.',
    allowed: 'an http or https address without user name and query',
    example: 'http://prometheus.vigia.svc:9090',
  } satisfies Setting<string>,
  GRAFANA_URL: {
    schema: optionalText.refine((url) => url === undefined || isServerUrl(url)),
    description: 'Where Grafana is, if it evaluates the alerts. Leave it out where Prometheus does.',
    allowed: 'an http or https address without user name and query',
    example: 'http://grafana.vigia.svc:3000',
  } satisfies Setting<string | undefined>,
  GRAFANA_TOKEN: {
    schema: optionalText.refine((token) => token === undefined || /^\S+$/.test(token)),
    description: 'Token of a service account with the role Viewer. Without it the digest says that it knows of no alerts.',
    allowed: 'a token without spaces',
    example: 'one that Grafana made for a service account',
    secret: true,
  } satisfies Setting<string | undefined>,
  RUNBOOK_URL: {
    schema: z.string().refine(isServerUrl),
    description: 'The folder of the runbooks, to which the name of each alert leads.',
    allowed: 'an http or https address without user name and query',
    example: 'https://git.example.com/vigia/alerts/runbooks',
  } satisfies Setting<string>,
  DIGEST_HOUR: {
    schema: z
      .string()
      .regex(/^\d{1,2}$/)
      .transform(Number)
      .pipe(z.number().max(23))
      .default(7),
    description: 'The hour at which a day ends. The digest tells of the last whole day.',
    allowed: 'a whole number from 0 to 23',
    example: '7',
  } satisfies Setting<number>,
  DIGEST_TIME_ZONE: {
    schema: z.string().refine(isTimeZone).default('America/Mexico_City'),
    description: 'The time zone of the hour, and of every time in the mail.',
    allowed: 'an IANA time zone',
    example: 'America/Mexico_City',
  } satisfies Setting<string>,
  DIGEST_FROM: {
    schema: address.optional(),
    description: 'The sender. Needed to send.',
    allowed: 'an e-mail address',
    example: 'vigia@example.com',
  } satisfies Setting<string | undefined>,
  DIGEST_TO: {
    schema: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(address))
      .optional(),
    description: 'Who gets it. Needed to send.',
    allowed: 'e-mail addresses separated by commas',
    example: 'platform@example.com,security@example.com',
  } satisfies Setting<string[] | undefined>,
  DIGEST_SMTP_URL: {
    schema: optionalText.refine((url) => url === undefined || isSmtpUrl(url)),
    description:
      'The mail server. smtps:// is TLS from the start, smtp:// needs STARTTLS: nothing goes in clear. Without it Amazon SES sends, as the role of the pod.',
    allowed: 'an smtps or smtp address, with user name and password percent-encoded',
    example: 'smtps://user:password@mail.example.com:465',
    secret: true,
  } satisfies Setting<string | undefined>,
  AWS_REGION: {
    schema: optionalText.refine((region) => region === undefined || /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)),
    description: "Region of Amazon SES, where there is no DIGEST_SMTP_URL. Credentials come from AWS's usual chain.",
    allowed: 'an AWS region where Amazon SES sends',
    example: 'us-east-1',
  } satisfies Setting<string | undefined>,
};

/** Names that sending makes necessary. */
export function requiredToSend(env: Environment): (keyof typeof digestSettings)[] {
  return ['DIGEST_FROM', 'DIGEST_TO', ...(env.DIGEST_SMTP_URL ? [] : (['AWS_REGION'] as const))];
}

function isServerUrl(text: string): boolean {
  const url = URL.parse(text);
  return /^https?:$/.test(url?.protocol ?? '') && url?.username === '' && url.search === '';
}

function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text);
  return /^smtps?:$/.test(url?.protocol ?? '') && url?.hostname !== '' && /^\/?$/.test(url?.pathname ?? '');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
