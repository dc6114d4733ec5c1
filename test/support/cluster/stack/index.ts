/** The stack in a node: the platform, what it needs outside the cluster, and a clinic that uses it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { buildImages, IMAGE_NAMES, nameOf as imageName } from '../images/index.ts';
import type { ClusterNode } from '../node/index.ts';
import { patchesFor } from '../patches.ts';
import { startWorld, type WorldAddresses } from '../world/index.ts';
import { apply, stagesOf } from './apply.ts';
import { type ClinicSecrets, clinicOf } from './clinic.ts';
import { patched } from './kustomization.ts';
import { clusterPlan, holdingsOf, renderedFile } from './plan.ts';
import { addPodIdentityAddress, podIdentityManifest } from './pod-identity.ts';
import { nameOf, untilComplete, untilReady, type WaitOptions } from './workloads.ts';

/** What is known of a stack that runs: JSON. */
export interface StackFacts {
  /** Base URLs; the stack's servers at the addresses of their Services, which this machine reaches. */
  readonly urls: Readonly<Record<'prometheus' | 'alertmanager' | 'tempo' | 'grafana' | 'clinic', string>>;
  readonly outside: WorldAddresses;
  readonly clinic: ClinicSecrets;
  /** What the API server warned of. */
  readonly warnings: readonly string[];
  /** Seconds from being applied to being ready, by `namespace/name`. */
  readonly seconds: Readonly<Record<string, number>>;
  /** `namespace/name` of the Job that set OpenSearch up, and of the digest's, started by hand. */
  readonly jobs: { readonly setup: string; readonly digest: string };
}

export interface Stack extends StackFacts {
  /** Ends what is outside the cluster; what is inside goes with the node. */
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const READY_WITHIN_MS = 300_000;
const JOB_WITHIN_MS = 180_000;
const DIGEST = 'vigia/digest-by-hand';

/**
 * Starts what is outside, gives the node its images, applies the manifests and settles when everything is ready and a digest was sent.
 * @throws Error that says what is not ready, and why; nothing is left running outside the node then
 */
export async function startStack(node: ClusterNode, { onProgress = () => undefined, signal }: StackOptions = {}): Promise<Stack> {
  const options = { onProgress, ...(signal && { signal }) };
  const wait: WaitOptions = { ...options, onProgress: (line) => onProgress(`[stack] ${line}`) };
  const plan = await clusterPlan();
  const images = await buildImages(IMAGE_NAMES, options);
  const [outside, loaded] = await Promise.allSettled([
    startWorld({ hostAddress: node.hostAddress, holdings: holdingsOf(plan), ...options }),
    node.loadImages(images.map(({ archive }) => archive)),
  ]);
  if (outside.status === 'rejected') throw outside.reason;
  const world = outside.value;
  try {
    if (loaded.status === 'rejected') throw loaded.reason;
    wait.onProgress(`${images.length} images are in the node`);
    await addPodIdentityAddress(node);
    await apply(node, [podIdentityManifest(imageName('pod-identity-stand-in'))]);
    await untilReady(node, ['kube-system/pod-identity-stand-in'], READY_WITHIN_MS, wait);

    const { addresses } = world;
    const grafana = { adminPassword: randomBytes(16).toString('hex'), secretKey: randomBytes(16).toString('hex') };
    const patches = patchesFor({ ...addresses, grafana }, (path) => renderedFile(plan, path));
    const stages = stagesOf(await patched(plan, patches, join(node.dataFolder, 'manifests')));
    const warnings = [...(await apply(node, stages.namespaces)), ...(await apply(node, stages.surroundings))];
    warnings.push(...(await apply(node, stages.jobs)));
    const [setup = ''] = stages.jobs.map(objectName);
    await untilComplete(node, setup, JOB_WITHIN_MS, wait);

    const clinic = clinicOf(addresses.database);
    warnings.push(...(await apply(node, stages.workloads)), ...(await apply(node, clinic.manifests)));
    const running = [...stages.workloads, ...clinic.manifests]
      .filter(({ kind }) => /^(Deployment|.*Set)$/.test(kind))
      .map(objectName);
    const seconds = await untilReady(node, running, READY_WITHIN_MS, wait);
    await sendDigest(node, wait);
    const urls = await urlsOf(node);
    const jobs = { setup, digest: DIGEST };
    return { urls, outside: addresses, clinic: clinic.secrets, warnings, seconds, jobs, stop: () => world.stop() };
  } catch (error) {
    await world.stop();
    throw error;
  }
}

function objectName({
  metadata: { name, namespace = '' },
}: {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}): string {
  return nameOf({ metadata: { name, namespace } });
}

/** As an operator does who does not want to wait until the morning. */
async function sendDigest(node: ClusterNode, wait: WaitOptions): Promise<void> {
  const [namespace = '', name = ''] = DIGEST.split('/');
  const { code, output } = await node.kubectl(['--namespace', namespace, 'create', 'job', name, '--from=cronjob/digest']);
  if (code !== 0) throw new Error(`The digest cannot be started by hand: ${output.trim()}`);
  await untilComplete(node, DIGEST, JOB_WITHIN_MS, wait);
}

interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly clusterIP: string; readonly ports: readonly { readonly name: string; readonly port: number }[] };
}

async function urlsOf(node: ClusterNode): Promise<StackFacts['urls']> {
  const { output } = await node.kubectl(['get', 'services', '--all-namespaces', '--output', 'json']);
  const { items } = JSON.parse(output) as { items: Service[] };
  const url = (name: string) => {
    const service = items.find((item) => nameOf(item) === name);
    const port = service?.spec.ports.find((candidate) => candidate.name === 'http')?.port;
    if (!service || port === undefined) throw new Error(`The cluster has no Service ${name} with a port "http".`);
    return `http://${service.spec.clusterIP}:${port}`;
  };
  return {
    prometheus: url('vigia/prometheus'),
    alertmanager: url('vigia/alertmanager'),
    tempo: url('vigia/tempo'),
    grafana: url('vigia/grafana'),
    clinic: url('clinic/clinic'),
  };
}
