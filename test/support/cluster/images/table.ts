/** The images of the cluster as data: what each is called, and what the published image of that name runs, as whom and where. */
import { images } from '../../../../infra/versions.ts';
import { RECIPES } from '../../../../local/tools/catalogue.ts';
import type { ToolName } from '../../../../local/tools/index.ts';
import { stackFile } from '../../../../preview/stack-file.ts';

/** An image around programs that `local/tools` has; of the published image it has these, CA certificates and the users' names. */
export interface ToolImage {
  readonly name: string;
  /** Path in the image -> program. */
  readonly programs: Readonly<Record<string, ToolName>>;
  readonly entrypoint: readonly string[];
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly volumes?: readonly string[];
}

export const TOOL_IMAGES = {
  collector: {
    name: images.collector,
    programs: { '/otelcol-contrib': 'otelcol' },
    entrypoint: ['/otelcol-contrib'],
    user: '10001:10001',
  },
  prometheus: {
    name: images.prometheus,
    programs: { '/bin/prometheus': 'prometheus', '/bin/promtool': 'promtool' },
    entrypoint: ['/bin/prometheus'],
    user: 'nobody',
    workingDirectory: '/prometheus',
    volumes: ['/prometheus'],
  },
  reloader: {
    name: images.reloader,
    programs: { '/bin/prometheus-config-reloader': 'prometheus-config-reloader' },
    entrypoint: ['/bin/prometheus-config-reloader'],
    user: 'nobody',
  },
  alertmanager: {
    name: images.alertmanager,
    programs: { '/bin/alertmanager': 'alertmanager', '/bin/amtool': 'amtool' },
    entrypoint: ['/bin/alertmanager'],
    user: 'nobody',
    workingDirectory: '/alertmanager',
    volumes: ['/alertmanager'],
  },
  // Under the name of the version in production, but not that version: Tempo 2 cannot be built of what a module proxy has, 1.5 can.
  tempo: {
    name: images.tempo,
    programs: { '/tempo': 'tempo' },
    entrypoint: ['/tempo'],
    user: '10001:10001',
  },
  // Without a user: the published one lets the program, by its file's capabilities, bind port 53, and an archive of ours holds none.
  coredns: {
    name: `registry.k8s.io/coredns/coredns:v${versionOf('coredns')}`,
    programs: { '/coredns': 'coredns' },
    entrypoint: ['/coredns'],
  },
} as const satisfies Readonly<Record<string, ToolImage>>;

/** The images that are made otherwise. */
const OTHERS = {
  grafana: images.grafana,
  pause: 'registry.k8s.io/pause:3.10',
  /** The one that the dev stack asks for. */
  workers: stackFile('dev').config?.['workers:image'] ?? '',
  clinic: 'registry.example.com/clinic:0.1.0',
  'pod-identity-stand-in': 'registry.example.com/pod-identity-stand-in:0.1.0',
} as const;

export type ToolImageName = keyof typeof TOOL_IMAGES;
export type OtherImageName = keyof typeof OTHERS;
export type ImageName = ToolImageName | OtherImageName;

export const IMAGE_NAMES = [...Object.keys(TOOL_IMAGES), ...Object.keys(OTHERS)] as readonly ImageName[];

/** Whether it is made of programs that `local/tools` has. */
export function isToolImage(image: ImageName): image is ToolImageName {
  return image in TOOL_IMAGES;
}

/** The name by which a pod asks for an image, with registry and tag. */
export function nameOf(image: ImageName): string {
  return isToolImage(image) ? TOOL_IMAGES[image].name : OTHERS[image];
}

/** The programs that images are made of. */
export function toolsOf(names: readonly ImageName[]): ToolName[] {
  return [...new Set(names.filter(isToolImage).flatMap((name) => Object.values(TOOL_IMAGES[name].programs)))];
}

function versionOf(tool: ToolName): string {
  const recipe = RECIPES.find(({ makes }) => makes.some((made) => made === tool));
  if (!recipe) throw new RangeError(`There is no recipe that makes ${tool}.`);
  return recipe.version;
}
