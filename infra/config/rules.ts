/** What must hold between keys. A key that is itself wrong is undefined here, and its rules are silent: it is reported once. */
import { NAMESPACES } from '../kubernetes/topology.ts';
import { setCommand } from './commands.ts';
import type { Situation } from './key.ts';
import { keys, type Values } from './keys.ts';
import type { Mistake } from './mistake.ts';

export type Rule = (values: Values, situation: Situation) => readonly Mistake[];

/** Exactly one way to the cluster. */
const oneWayToTheCluster: Rule = (_, situation) => {
  const context = situation.has('cluster:context');
  const kubeconfig = situation.has('cluster:kubeconfig');
  if (context && kubeconfig) {
    return [{ at: 'cluster:context', message: 'found it beside cluster:kubeconfig; allowed is one of the two. Remove the other.' }];
  }
  if (context || kubeconfig) return [];
  const command = setCommand('cluster:context', keys['cluster:context'], situation);
  return [{ at: 'cluster:context', message: `found neither it nor cluster:kubeconfig; allowed is one of the two.`, command }];
};

/** A context that `aws eks update-kubeconfig` named says which cluster it is: another one would get this stack's pods. */
const contextOfThisCluster: Rule = (values) => {
  const match = /^arn:aws:eks:([^:]+):(\d+):cluster\/(.+)$/.exec(values['cluster:context'] ?? '');
  if (!match) return [];
  const [, region, account, cluster] = match;
  const others = [
    ['aws:region', values['aws:region'], region],
    ['aws:accountId', values['aws:accountId'], account],
    ['cluster:name', values['cluster:name'], cluster],
  ] as const;
  return others
    .filter(([, ours, theirs]) => ours !== undefined && ours !== theirs)
    .map(([key, ours, theirs]) => ({
      at: 'cluster:context',
      message: `found a context of ${theirs}, while ${key} is ${ours}; allowed is a context of the same cluster.`,
    }));
};

/** The log store takes as many subnets as it has zones, all of the stack's region. */
const subnets: Rule = (values, { environment, backend }) => {
  if (values['network:subnets'] === undefined || backend !== 'open-source') return [];
  const zones = Object.keys(values['network:subnets']).sort();
  const needed = environment.logStore.zones;
  const region = values['aws:region'];
  return [
    ...(zones.length === needed
      ? []
      : [
          {
            at: 'network:subnets',
            message: `found ${zones.length === 0 ? 'no zone' : `subnets in ${zones.join(', ')}`}; ${environment.name} puts the log store into ${needed === 1 ? 'one zone: give the subnet of one' : `${needed} zones: give one private subnet in each of ${needed}`}.`,
          },
        ]),
    ...zones
      .filter((zone) => region !== undefined && zone.slice(0, -1) !== region)
      .map((zone) => ({ at: `network:subnets.${zone}`, message: `found a zone of another region than aws:region, ${region}.` })),
  ];
};

const warmNodes: Rule = (values, { environment }) => {
  const count = values['logs:warmNodes'] ?? 0;
  if (count === 0 || 'masters' in environment.logStore) return [];
  return [
    {
      at: 'logs:warmNodes',
      message: `found ${count}, but UltraWarm needs dedicated masters, which ${environment.name} has not; allowed is 0 here.`,
    },
  ];
};

/** A compliance lock is for the law's sake; a governance lock is so short that the stack can be destroyed. */
const archiveRetention: Rule = (values, { environment }) => {
  const days = values['archive:retentionDays'];
  if (days === undefined) return [];
  const [from, to] = environment.archiveLock.mode === 'COMPLIANCE' ? [365, 36_500] : [1, 30];
  if (days >= from && days <= to) return [];
  return [
    {
      at: 'archive:retentionDays',
      message: `found ${days}; allowed is ${from} to ${to} in ${environment.name}, whose Object Lock is in ${environment.archiveLock.mode.toLowerCase()} mode.`,
    },
  ];
};

/** Grafana without the plugin would show no log. */
const opensearchPlugin: Rule = (_, situation) => {
  if (situation.backend !== 'open-source' || situation.has('grafana:image') || situation.has('grafana:pluginUrl')) return [];
  const command = setCommand('grafana:pluginUrl', keys['grafana:pluginUrl'], situation);
  return [
    {
      at: 'grafana:pluginUrl',
      message: `found neither it nor grafana:image; the official image does not hold the OpenSearch plugin: allowed is the address of its zip file, or an image that holds it.`,
      command,
    },
  ];
};

const ingressApart: Rule = (values) => {
  const namespace = values['cluster:ingressNamespace'];
  if (!Object.values<string | undefined>(NAMESPACES).includes(namespace)) return [];
  return [
    {
      at: 'cluster:ingressNamespace',
      message: `found ${namespace}, which is the platform's own; allowed is the namespace of the ingress controller, such as ingress-nginx.`,
    },
  ];
};

export const rules: readonly Rule[] = [
  oneWayToTheCluster,
  contextOfThisCluster,
  subnets,
  warmNodes,
  archiveRetention,
  opensearchPlugin,
  ingressApart,
];
