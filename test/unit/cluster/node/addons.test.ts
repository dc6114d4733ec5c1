/** What the cluster has besides the API server: DNS, and volumes. */
import { describe, expect, it } from 'vitest';
import { dnsManifests } from '../../../support/cluster/node/dns.ts';
import { storageManifests, VOLUME_FOLDERS } from '../../../support/cluster/node/storage.ts';

const ofKind = (manifests: readonly object[], kind: string) =>
  manifests.filter((manifest) => 'kind' in manifest && manifest.kind === kind);

describe('the DNS', () => {
  const manifests = dnsManifests('registry.example.com/dns:1');
  it('is at the address that the kubelet tells pods, under the label that the network policies name', () => {
    expect(ofKind(manifests, 'Service')).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
        spec: {
          clusterIP: '198.19.0.10',
          selector: { 'k8s-app': 'kube-dns' },
          ports: [
            { name: 'dns', port: 53, protocol: 'UDP' },
            { name: 'dns-tcp', port: 53, protocol: 'TCP' },
            { name: 'metrics', port: 9153, protocol: 'TCP' },
          ],
        },
      },
    ]);
  });
  it('runs the image that was loaded, and asks for little', () => {
    const text = JSON.stringify(ofKind(manifests, 'Deployment'));
    expect(text).toContain('"image":"registry.example.com/dns:1"');
    expect(text).toContain('"requests":{"cpu":"10m","memory":"30Mi"}');
  });
});

describe('volumes', () => {
  it('are of the class that the manifests ask for, bound when a pod wants one', () => {
    expect(ofKind(storageManifests(), 'StorageClass')).toEqual([
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'gp3' },
        provisioner: 'kubernetes.io/no-provisioner',
        volumeBindingMode: 'WaitForFirstConsumer',
      },
    ]);
  });
  it('are folders of the node, each by itself', () => {
    const volumes = ofKind(storageManifests(), 'PersistentVolume');
    expect(volumes).toHaveLength(8);
    expect(volumes[0]).toMatchObject({ metadata: { name: 'volume-0' }, spec: { local: { path: '/var/lib/vigia-volumes/0' } } });
    expect(new Set(VOLUME_FOLDERS).size).toBe(8);
  });
});
