/** How personal a value is, and so what happens to it before it leaves the process. */

export const piiClasses = {
  none: 'Not about a person: written as it is.',
  pseudonymous: 'An opaque id: written as it is, unless it turns out to be an e-mail address or a phone number.',
  text: 'Free text: e-mail addresses and phone numbers inside it are replaced by their keyed hash.',
  direct: 'Names a person: always replaced by its keyed hash.',
  network: 'A network address: cut to its prefix, /24 for IPv4 and /48 for IPv6.',
} as const;

export type PiiClass = keyof typeof piiClasses;
