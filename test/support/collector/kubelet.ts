/** A stand-in for a node's kubelet: over TLS, to whoever has its certificate, it answers what a kubelet says of its containers and volumes. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate } from '../digest/mail-server.ts';

const MIB = 1024 * 1024;

/** A container as the kubelet measures it. Cores and bytes; a memory limit and a CPU request where it has them. */
export interface ContainerStats {
  readonly name: string;
  readonly cores: number;
  readonly cpuRequest?: string;
  readonly workingSetMiB: number;
  readonly limitMiB?: number;
}

/** A volume as the kubelet measures it: of a claim where it names one, else of the node's own disk. */
export interface VolumeStats {
  readonly name: string;
  readonly claim?: string;
  readonly availableMiB: number;
  readonly capacityMiB: number;
}

export interface PodStats {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly ContainerStats[];
  readonly volumes?: readonly VolumeStats[];
}

export interface KubeletStandIn {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** Its certificate, which is its own authority, and that one's key: clients show the same. */
  readonly files: { readonly cert: string; readonly key: string };
  /** Paths that it was asked for. */
  readonly asked: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Starts one with a fresh certificate, whose files are in `folder`. Rejects where there is no `openssl`. */
export async function kubeletStandIn(folder: string, pods: readonly PodStats[]): Promise<KubeletStandIn> {
  mkdirSync(folder, { recursive: true });
  const files = await certificate(folder);
  const [cert, key] = [readFileSync(files.cert), readFileSync(files.key)];
  const answers: Readonly<Record<string, object>> = { '/stats/summary': summaryOf(pods), '/pods': podList(pods) };
  const asked = new Set<string>();
  const server = createServer({ cert, key, ca: cert, requestCert: true, rejectUnauthorized: true }, ({ url = '' }, response) => {
    asked.add(url);
    const answer = answers[url];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const uidOf = ({ namespace, name }: PodStats) => `uid-${namespace}-${name}`;

/** The answer to `/stats/summary`: k8s.io/kubelet/pkg/apis/stats/v1alpha1. */
function summaryOf(pods: readonly PodStats[]): object {
  const time = new Date().toISOString();
  return {
    node: { nodeName: 'node-1', startTime: time },
    pods: pods.map((pod) => ({
      podRef: { name: pod.name, namespace: pod.namespace, uid: uidOf(pod) },
      startTime: time,
      containers: pod.containers.map(({ name, cores, workingSetMiB, limitMiB }) => ({
        name,
        startTime: time,
        cpu: { time, usageNanoCores: cores * 1e9, usageCoreNanoSeconds: 1e12 },
        memory: {
          time,
          ...(limitMiB !== undefined && { availableBytes: (limitMiB - workingSetMiB) * MIB }),
          usageBytes: (workingSetMiB + 50) * MIB,
          workingSetBytes: workingSetMiB * MIB,
          rssBytes: workingSetMiB * MIB,
        },
        rootfs: { time, availableBytes: MIB, capacityBytes: MIB, usedBytes: 0 },
      })),
      volume: pod.volumes?.map(({ name, claim, availableMiB, capacityMiB }) => ({
        time,
        name,
        ...(claim && { pvcRef: { name: claim, namespace: pod.namespace } }),
        availableBytes: availableMiB * MIB,
        capacityBytes: capacityMiB * MIB,
        usedBytes: (capacityMiB - availableMiB) * MIB,
      })),
    })),
  };
}

/** The answer to `/pods`, as far as the receiver reads it. */
function podList(pods: readonly PodStats[]): object {
  return {
    kind: 'PodList',
    apiVersion: 'v1',
    items: pods.map((pod) => ({
      metadata: { name: pod.name, namespace: pod.namespace, uid: uidOf(pod) },
      spec: {
        containers: pod.containers.map(({ name, cpuRequest, limitMiB }) => ({
          name,
          resources: {
            ...(cpuRequest && { requests: { cpu: cpuRequest } }),
            ...(limitMiB !== undefined && { limits: { memory: `${limitMiB}Mi` } }),
          },
        })),
        volumes: pod.volumes?.map(({ name, claim }) =>
          claim ? { name, persistentVolumeClaim: { claimName: claim } } : { name, emptyDir: {} },
        ),
      },
    })),
  };
}
