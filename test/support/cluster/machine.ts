/** Whether this machine can run a Kubernetes node, and what to use where it cannot. */
import { accessSync, constants } from 'node:fs';
import { onPath, thisMachine } from '../../../local/tools/machine.ts';
import { hierarchies } from './node/cgroups.ts';

export interface Facts {
  readonly platform: string;
  readonly isRoot: boolean;
  /** Whether the kernel's control groups are there and can be written. */
  readonly cgroups: boolean;
  /** Programs of the system that are not on the PATH. */
  readonly missing: readonly string[];
}

/** Programs that every Linux has, or has under this name of a Debian package. */
const PROGRAMS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  mount: 'mount',
  nsenter: 'util-linux',
  openssl: 'openssl (3.0 or later)',
  unshare: 'util-linux',
};

const INSTEAD =
  'Instead: npm test, npm run test:live and npm run test:engine prove the manifests without a node, and ' +
  '`npm run preview -- --stack dev --out DIR` writes them for a cluster of your own (kind create cluster; kubectl apply --recursive --filename DIR).';

/** What this machine is, as far as a node minds. */
export function factsHere(): Facts {
  const machine = thisMachine();
  const programs = Object.keys(PROGRAMS).filter((name) => !onPath(machine, name));
  return { platform: process.platform, isRoot: machine.isRoot, cgroups: hasCgroups(), missing: programs };
}

/** Why no node can run here, with what to do or to use instead; `undefined` where one can. */
export function unsuitable({ platform, isRoot, cgroups, missing }: Facts = factsHere()): string | undefined {
  if (platform !== 'linux') return `A Kubernetes node runs on Linux only; this is ${platform}. ${INSTEAD}`;
  if (!isRoot)
    return `A Kubernetes node makes namespaces, mounts and interfaces, for which it has to be started as root. ${INSTEAD}`;
  if (!cgroups) {
    return `A Kubernetes node needs the kernel's control groups at /sys/fs/cgroup, and to write there (in a container: --privileged). ${INSTEAD}`;
  }
  const lines = missing.map((name) => `${name}, of the package ${PROGRAMS[name] ?? name}`);
  return lines.length > 0
    ? `A Kubernetes node needs programs that are not on the PATH: ${lines.join('; ')}. Install them, then start again.`
    : undefined;
}

function hasCgroups(): boolean {
  const folders = hierarchies();
  return folders.length > 0 && folders.every(isWritable);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
