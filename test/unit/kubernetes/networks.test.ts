import { describe, expect, it } from 'vitest';
import { networksOf } from '../../../infra/kubernetes/networks.ts';

type Args = Parameters<typeof networksOf>[0];

const config = (database?: { readonly port: number }, smtp?: { readonly port: number }) =>
  ({
    network: { cidr: '10.20.0.0/16' },
    cluster: { applicationNamespaces: ['clinic'], ingressNamespace: 'ingress-nginx' },
    backend: { kind: 'open-source', grafana: { database }, digest: { smtp } },
  }) as unknown as Args;

describe('the networks around the platform', () => {
  it('are the VPC for OpenSearch and the kubelets, and one address of the machine for Pod Identity', () => {
    const { externals } = networksOf(config());
    expect(externals.opensearch).toEqual({ cidrs: ['10.20.0.0/16'], port: 443 });
    expect(externals.kubelet).toEqual({ cidrs: ['10.20.0.0/16'], port: 10_250 });
    expect(externals['pod-identity']).toEqual({ cidrs: ['169.254.170.23/32'], port: 80 });
  });

  it("never hold the machine's own metadata service, whose role is the machine's", () => {
    const { externals } = networksOf(config(undefined, { port: 465 }));
    for (const external of ['aws', 'internet', 'smtp'] as const) {
      expect(externals[external].cidrs, external).toEqual(['0.0.0.0/0']);
      expect(externals[external].except, external).toContain('169.254.0.0/16');
    }
  });

  it('hold nothing private on the internet', () => {
    expect(networksOf(config()).externals.internet.except).toEqual([
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '100.64.0.0/10',
      '169.254.0.0/16',
    ]);
  });

  it('hold a mail server where there is one, on its port, wherever it is', () => {
    expect(networksOf(config(undefined, { port: 587 })).externals.smtp).toMatchObject({ cidrs: ['0.0.0.0/0'], port: 587 });
    expect(networksOf(config()).externals.smtp.cidrs).toEqual([]);
  });

  it('hold a database where there is one, on its port', () => {
    expect(networksOf(config({ port: 5433 })).externals.database).toEqual({ cidrs: ['10.20.0.0/16'], port: 5433 });
    expect(networksOf(config()).externals.database.cidrs).toEqual([]);
  });
});
