/** Keys of the daily digest. */
import { z } from 'zod';
import { key, where } from '../key.ts';
import { EMAIL, isDistinct, json, type Kind, text, timeZone, whole } from '../kinds.ts';

/** User name and password percent-encoded, as in every address; neither may stand without the other. */
const SMTP_URL = /^smtps?:\/\/([^\s/@:]+:[^\s/@:]+@)?[A-Za-z0-9.-]+(:\d{1,5})?\/?$/;

export const digestKeys = {
  'digest:to': key({
    description: 'Who gets the daily digest.',
    allowed: 'a list of e-mail addresses, each once',
    example: '["platform@clinic.org","security@clinic.org"]',
    kind: json(z.array(z.string().regex(EMAIL)).min(1).refine(isDistinct)),
    where: where.openSource,
    required: true,
    placeholder: '["platform@example.com"]',
  }),
  'digest:from': key({
    description: 'Its sender. Through Amazon SES: an address that the account has verified, or of a domain that it has.',
    allowed: 'an e-mail address',
    example: 'vigia@clinic.org',
    kind: text(EMAIL),
    where: where.openSource,
    required: true,
    placeholder: 'vigia@example.com',
  }),
  'digest:hour': key({
    description: 'The hour at which the day ends that it tells of; it comes five minutes later.',
    allowed: 'a whole number from 0 to 23',
    example: '7',
    kind: whole(0, 23),
    where: where.openSource,
    byDefault: '`7`',
  }),
  'digest:timeZone': key({
    description: 'The time zone of the hour, and of every time in the digest.',
    allowed: 'an IANA time zone',
    example: 'America/Mexico_City',
    kind: timeZone,
    where: where.openSource,
    byDefault: '`America/Mexico_City`',
  }),
  'digest:smtpUrl': key({
    description:
      'The mail server, with user name and password percent-encoded. `smtps` is TLS from the start, `smtp` insists on STARTTLS. Without it Amazon SES sends, in `aws:region`.',
    allowed: 'an smtps or smtp address, such as smtps://user:password@host:465',
    example: 'smtps://user:password@mail.clinic.org:465',
    kind: text(SMTP_URL).refine((address) => URL.canParse(address)) as Kind<string>,
    where: where.openSource,
    secret: true,
  }),
  'digest:grafanaToken': key({
    description:
      'Token of a Grafana service account with the role Viewer, made by hand: the digest asks with it which alerts fired. Without it the digest comes, and says that it does not know.',
    allowed: 'a token without spaces',
    example: 'grafana-service-account-token',
    kind: text(/^\S+$/),
    where: where.grafanaToken,
    secret: true,
  }),
};
