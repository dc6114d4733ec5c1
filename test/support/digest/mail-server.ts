/** A real SMTP server with a certificate of its own authority, that takes mail from whoever has the password. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export const USER = 'digest';
/** With what an address must not hold as it is. */
export const PASSWORD = 'p@ss/w:rd+1';

export interface Received {
  readonly mail: ParsedMail;
  readonly raw: string;
  readonly to: readonly string[];
  /** Whether it came over TLS. */
  readonly secure: boolean;
  readonly user: string | undefined;
}

export interface MailServer {
  /** The address with which the digest logs in. */
  url(password?: string): string;
  readonly received: Received[];
  /** User names that were tried, right password or wrong. */
  readonly logins: string[];
  close(): Promise<void>;
}

/** A certificate for 127.0.0.1 in a folder, as its own authority. */
export async function certificate(folder: string): Promise<{ readonly cert: string; readonly key: string }> {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const subject = ['-subj', '/CN=mail', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  await execa('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', files.key, '-out', files.cert, ...subject]);
  return files;
}

/**
 * @param tls `implicit` from the first byte, `starttls` when asked for, `none` never
 * @param refuses a recipient that it does not take
 */
export async function mailServer(
  tls: 'implicit' | 'starttls' | 'none',
  files: { readonly cert: string; readonly key: string },
  refuses?: string,
): Promise<MailServer> {
  const received: Received[] = [];
  const logins: string[] = [];
  const options: SMTPServerOptions = {
    secure: tls === 'implicit',
    cert: readFileSync(files.cert),
    key: readFileSync(files.key),
    disabledCommands: tls === 'none' ? ['STARTTLS'] : [],
    allowInsecureAuth: true,
    onAuth: ({ username = '', password }, _, callback) => {
      logins.push(username);
      if (username === USER && password === PASSWORD) callback(null, { user: username });
      else callback(new Error('the password is wrong'));
    },
    onRcptTo: ({ address }, _, callback) => callback(address === refuses ? new Error('nobody here') : null),
    onData: (stream, { envelope, secure, user }, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks).toString();
        const to = envelope.rcptTo.map(({ address }) => address);
        received.push({ mail: await simpleParser(raw), raw, to, secure, user });
        callback(null);
      });
    },
  };
  const server = new SMTPServer(options);
  // A client that goes away is the client's matter.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    url: (password = PASSWORD) =>
      `${tls === 'implicit' ? 'smtps' : 'smtp'}://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    received,
    logins,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
