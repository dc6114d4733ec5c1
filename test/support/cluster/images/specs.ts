/** How each image comes about that needs no build file of its own. */
import { join } from 'node:path';
import type { Tool, ToolName } from '../../../../local/tools/index.ts';
import type { ImageSpec } from './archive.ts';
import { clinicImage } from './clinic.ts';
import { CERTIFICATES, nodeBase, USERS } from './node-base.ts';
import { pauseImage } from './pause.ts';
import { type ImageName, isToolImage, nameOf, TOOL_IMAGES, type ToolImage } from './table.ts';

export interface Maker {
  readonly tools: Readonly<Partial<Record<ToolName, Tool>>>;
  /** Folder for what is built on the way. */
  readonly scratch: string;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** @throws Error where a program of the image is missing or does not build */
export async function specOf(image: Exclude<ImageName, 'workers'>, { tools, scratch, report, signal }: Maker): Promise<ImageSpec> {
  if (isToolImage(image)) return toolImage(TOOL_IMAGES[image], tools);
  if (image === 'pause') return pauseImage(nameOf(image), scratch, signal);
  if (image === 'clinic') return clinicImage(nameOf(image), report);
  return image === 'grafana' ? grafanaStandIn() : podIdentityStandIn();
}

function toolImage({ programs, ...image }: ToolImage, tools: Maker['tools']): ImageSpec {
  const files = Object.entries(programs).map(([path, tool]) => {
    const found = tools[tool];
    if (!found) throw new Error(`The image ${image.name} needs ${tool}, which nobody has built.`);
    return [path, { from: found.path }] as const;
  });
  // Configurations and data are volumes in the cluster; what writes a temporary file finds a folder for it.
  return { ...image, files: { ...CERTIFICATES, ...USERS, ...Object.fromEntries(files), '/tmp': { folder: { mode: 0o1777 } } } };
}

const STAND_INS = join(import.meta.dirname, 'stand-ins');

/** The variables are those of the published image, which a pod's own stand above. */
async function grafanaStandIn(): Promise<ImageSpec> {
  return {
    name: nameOf('grafana'),
    entrypoint: ['node', '/stand-in/grafana.ts'],
    user: '472',
    workingDirectory: '/usr/share/grafana',
    env: {
      GF_PATHS_CONFIG: '/etc/grafana/grafana.ini',
      GF_PATHS_DATA: '/var/lib/grafana',
      GF_PATHS_HOME: '/usr/share/grafana',
      GF_PATHS_LOGS: '/var/log/grafana',
      GF_PATHS_PLUGINS: '/var/lib/grafana/plugins',
      GF_PATHS_PROVISIONING: '/etc/grafana/provisioning',
    },
    base: await nodeBase(),
    files: {
      '/stand-in/package.json': { content: '{ "type": "module" }\n' },
      '/stand-in/grafana.ts': { from: join(STAND_INS, 'grafana.ts') },
      '/stand-in/grafana-given.ts': { from: join(STAND_INS, 'grafana-given.ts') },
      '/usr/share/grafana': { folder: { mode: 0o755 } },
      '/etc/grafana/grafana.ini': { content: '' },
    },
  };
}

/** It runs as root, since it listens on port 80 of the node. */
async function podIdentityStandIn(): Promise<ImageSpec> {
  return {
    name: nameOf('pod-identity-stand-in'),
    entrypoint: ['node', '/stand-in/pod-identity.ts'],
    base: await nodeBase(),
    files: {
      '/stand-in/package.json': { content: '{ "type": "module" }\n' },
      '/stand-in/pod-identity.ts': { from: join(STAND_INS, 'pod-identity.ts') },
    },
  };
}
