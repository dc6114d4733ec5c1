import { describe, expect, it } from 'vitest';
import type { Networks } from '../../../infra/kubernetes/cluster.ts';
import { networkPolicySpec } from '../../../infra/kubernetes/network-policy.ts';
import { address, podHost, type Workload, workloads } from '../../../infra/kubernetes/topology.ts';
import { networks as cluster } from '../components/cluster.ts';

/** Two namespaces with applications. */
const networks: Networks = { ...cluster, applicationNamespaces: ['clinic', 'booking'] };

const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
const pods = (ns: string, name: string) => ({
  ...namespace(ns),
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
});

describe("a workload's network policy", () => {
  it('lets the log writer be reached by the gateway and Prometheus alone, and reach OpenSearch and Pod Identity alone', () => {
    expect(networkPolicySpec('log-writer', networks)).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'log-writer' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [pods('vigia', 'gateway')], ports: [{ protocol: 'TCP', port: 4318 }] },
        { from: [pods('vigia', 'prometheus')], ports: [{ protocol: 'TCP', port: 4318 }] },
      ],
      egress: [
        { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ protocol: 'TCP', port: 80 }] },
        { to: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ protocol: 'TCP', port: 443 }] },
      ],
    });
  });

  it('lets the applications of each named namespace reach the agent on its OTLP port', () => {
    const { ingress } = networkPolicySpec('agent', networks);
    expect(ingress).toContainEqual({
      from: [namespace('clinic'), namespace('booking')],
      ports: [{ protocol: 'TCP', port: 4318 }],
    });
  });

  it('reaches a workload in the other namespace by both its namespace and its pod', () => {
    const { egress } = networkPolicySpec('agent', networks);
    expect(egress).toContainEqual({ to: [pods('vigia', 'gateway')], ports: [{ protocol: 'TCP', port: 4317 }] });
  });

  it('keeps private networks out of what Grafana may reach on the internet', () => {
    const { egress } = networkPolicySpec('grafana', networks);
    expect(egress).toContainEqual({
      to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }],
      ports: [{ protocol: 'TCP', port: 443 }],
    });
  });

  it('lets replicas gossip over both protocols', () => {
    const { ingress } = networkPolicySpec('alertmanager', networks);
    expect(ingress).toContainEqual({
      from: [pods('vigia', 'alertmanager')],
      ports: [
        { protocol: 'TCP', port: 9094 },
        { protocol: 'UDP', port: 9094 },
      ],
    });
  });

  it('leaves out what a workload has no use for', () => {
    const { egress } = networkPolicySpec('gateway', networks, ['internet']);
    expect(JSON.stringify(egress)).not.toContain('ipBlock');
  });

  it('has no rule for a peer without an address: a rule without peers would allow everybody', () => {
    const without = { ...networks, externals: { ...networks.externals, database: { cidrs: [], port: 5432 } } };
    expect(JSON.stringify(networkPolicySpec('grafana', without).egress)).not.toContain('5432');
  });

  it('has a port of the peer in every flow', () => {
    for (const workload of Object.keys(workloads) as Workload[]) {
      const { ingress, egress } = networkPolicySpec(workload, networks);
      expect(JSON.stringify([ingress, egress]), workload).not.toMatch(/"port":0|"ports":\[\]/);
    }
  });
});

describe('an address in the cluster', () => {
  it('follows from the workload and its port', () => {
    expect(address('prometheus', 'http')).toBe('prometheus.vigia.svc:9090');
    expect(podHost('gateway', 2)).toBe('gateway-2.gateway-pods.vigia.svc');
  });
});
