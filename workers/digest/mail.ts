/** Sending: over SMTP with TLS, or through Amazon SES. */
import { createTransport } from 'nodemailer';

/** Where it goes out. */
export type Way = { readonly smtpUrl: string } | { readonly region: string };

export interface Digest {
  readonly environment: string;
  /** The date of the day's end, such as `2026-11-23`. */
  readonly date: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

const CONNECT_TIMEOUT_MS = 20_000;
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Sends one message to all. Its Message-ID is the environment's and the day's, so that a reader recognises one that came twice; Amazon SES
 * gives every message an id of its own, so a header says it as well.
 * @returns the addresses that were refused while others were not
 * @throws Error where it was not taken for anybody
 */
export async function send(digest: Digest, { from, to }: Envelope, way: Way): Promise<readonly string[]> {
  const { environment, date, subject, text, html } = digest;
  const message = {
    from: { name: 'Vigía', address: from },
    to: [...to],
    subject,
    text,
    html,
    messageId: `<digest.${environment}.${date}@${from.split('@').at(-1)}>`,
    // So that nobody's out-of-office note answers it.
    headers: { 'X-Vigia-Digest': `${environment} ${date}`, 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  try {
    if ('region' in way) {
      // Here, so that no other worker loads it.
      const { SESv2Client, SendEmailCommand } = await import('@aws-sdk/client-sesv2');
      const sesClient = new SESv2Client({ region: way.region });
      await createTransport({ SES: { sesClient, SendEmailCommand } }).sendMail(message);
      return [];
    }
    const { rejected } = await createTransport(smtpOptions(way.smtpUrl)).sendMail(message);
    return rejected;
  } catch (error) {
    throw new Error(`The digest was not sent: ${nameOf(way)} says: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** TLS from the start, or STARTTLS that must succeed: neither password nor digest goes in clear. */
function smtpOptions(smtpUrl: string) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  return {
    host: hostname,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure,
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: IDLE_TIMEOUT_MS,
  };
}

/** Without user name and password. */
function nameOf(way: Way): string {
  return 'region' in way ? `Amazon SES in ${way.region}` : `the mail server ${new URL(way.smtpUrl).host}`;
}
