/** Network addresses: what of one may be written, and which kind it is. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { LabelValue } from '../../contract/index.ts';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const IPV6_PREFIX_GROUPS = 3;

const LOOPBACK = blockList(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6']);
const PRIVATE = blockList(
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
);

/** The address in its one spelling: IPv6 in full lower case without zone, IPv4 inside IPv6 as IPv4. Undefined for anything else. */
export function canonicalAddress(address: string): string | undefined {
  if (isIPv4(address)) return address;
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return undefined;
  return MAPPED_IPV4.exec(bare)?.[1] ?? groupsOf(bare).join(':');
}

/** `203.0.113.0/24` of an IPv4 address, `2001:db8:1::/48` of an IPv6 one. Undefined for anything that is no address. */
export function networkPrefix(address: string): string | undefined {
  const canonical = canonicalAddress(address);
  if (canonical === undefined) return undefined;
  if (!canonical.includes(':')) return `${canonical.slice(0, canonical.lastIndexOf('.'))}.0/24`;
  return `${canonical.split(':').slice(0, IPV6_PREFIX_GROUPS).join(':')}::/48`;
}

/** The class of an address, as the label `source` has it. */
export function addressClass(address: string | undefined): LabelValue<'source'> {
  const canonical = address === undefined ? undefined : canonicalAddress(address);
  if (canonical === undefined) return 'unknown';
  const family = canonical.includes(':') ? 'ipv6' : 'ipv4';
  if (LOOPBACK.check(canonical, family)) return 'loopback';
  return PRIVATE.check(canonical, family) ? 'private' : family;
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = hex.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill('0'), ...right].map((group) => group.replace(/^0+(?=.)/, ''));
}

function blockList(...subnets: [network: string, prefix: number, family: 'ipv4' | 'ipv6'][]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) list.addSubnet(...subnet);
  return list;
}
