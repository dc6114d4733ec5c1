/** Commands that link the node's network with the machine's. Interfaces, routes and rules of the node end with it. */
import { NETWORK } from './layout.ts';

type Command = readonly [string, ...string[]];

/** On the machine. @param pid a process that is in the node's network */
export function linkCommands(pid: number): readonly Command[] {
  const { host, node, linkBits, hostInterface, nodeInterface, pods, services } = NETWORK;
  return [
    ['ip', 'link', 'add', hostInterface, 'type', 'veth', 'peer', 'name', nodeInterface, 'netns', String(pid)],
    ['ip', 'address', 'add', `${host}/${linkBits}`, 'dev', hostInterface],
    ['ip', 'link', 'set', hostInterface, 'up'],
    ...[pods, services].map((range): Command => ['ip', 'route', 'add', range, 'via', node, 'dev', hostInterface]),
  ];
}

/** In the node. */
export function nodeNetworkCommands(): readonly Command[] {
  const { host, node, linkBits, nodeInterface } = NETWORK;
  return [
    ['ip', 'link', 'set', 'lo', 'up'],
    ['ip', 'address', 'add', `${node}/${linkBits}`, 'dev', nodeInterface],
    ['ip', 'link', 'set', nodeInterface, 'up'],
    ['ip', 'route', 'add', 'default', 'via', host],
  ];
}

/** File below /proc/sys -> value, in the node's network. */
export const NETWORK_SETTINGS: Readonly<Record<string, string>> = {
  'net/ipv4/ip_forward': '1',
  'net/ipv4/conf/all/rp_filter': '0',
  'net/ipv4/conf/default/rp_filter': '0',
  // Pods share a bridge: without it an answer from one to another by a Service's address would not be translated back.
  'net/bridge/bridge-nf-call-iptables': '1',
};
