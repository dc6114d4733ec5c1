/** The tools as data: versions, modules and flags. A build folder beside this file holds each one's pinned dependencies. */
import type { ToolName } from './types.ts';

/** A dependency that needs a file its module does not carry: path in the module -> file in the build folder. */
export interface Addition {
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface GoRecipe {
  readonly kind: 'go';
  readonly name: string;
  readonly version: string;
  readonly makes: readonly ToolName[];
  readonly packages: readonly string[];
  readonly flags: readonly string[];
  readonly ldflags: string;
  readonly additions: readonly Addition[];
}

export interface MavenRecipe {
  readonly kind: 'maven';
  readonly name: string;
  readonly version: string;
  readonly makes: readonly ToolName[];
  readonly jdk: number;
  readonly mainClass: string;
  readonly jvmFlags: readonly string[];
}

export type Recipe = GoRecipe | MavenRecipe;

const PROMETHEUS_VERSION = 'github.com/prometheus/common/version.Version';

export const RECIPES: readonly Recipe[] = [
  {
    kind: 'go',
    name: 'collector',
    version: '0.155.0',
    makes: ['otelcol'],
    packages: ['.'],
    flags: ['-tags=remove_all_sd'],
    ldflags: '-s -w',
    // The newest file-log code to be had is one that calls two functions which were removed since.
    additions: [
      {
        module: 'github.com/open-telemetry/opentelemetry-collector-contrib/internal/coreinternal',
        files: {
          'timeutils/vigia_strptime.go': 'added/strptime.go.txt',
          'timeutils/internal/ctimefmt/vigia_native.go': 'added/native.go.txt',
        },
      },
    ],
  },
  {
    kind: 'go',
    name: 'prometheus',
    version: '3.16.0',
    makes: ['prometheus', 'promtool'],
    packages: ['github.com/prometheus/prometheus/cmd/prometheus', 'github.com/prometheus/prometheus/cmd/promtool'],
    // No service discovery: a local platform has files and fixed targets, and the SDKs of all clouds double the build.
    flags: ['-tags=remove_all_sd'],
    ldflags: `-s -w -X ${PROMETHEUS_VERSION}=3.16.0`,
    additions: [],
  },
  {
    kind: 'go',
    name: 'tempo',
    version: '1.5.0',
    makes: ['tempo'],
    packages: ['.'],
    flags: [],
    // Its dependencies reach into the runtime by linkname, which the linker refuses by default since Go 1.23.
    ldflags: '-s -w -checklinkname=0 -X main.Version=1.5.0',
    additions: [],
  },
  {
    kind: 'go',
    name: 'alertmanager',
    version: '0.34.2',
    makes: ['alertmanager', 'amtool'],
    packages: ['github.com/prometheus/alertmanager/cmd/alertmanager', 'github.com/prometheus/alertmanager/cmd/amtool'],
    flags: [],
    ldflags: `-s -w -X ${PROMETHEUS_VERSION}=0.34.2`,
    // The module embeds a web interface that only its release build produces.
    additions: [{ module: 'github.com/prometheus/alertmanager', files: { 'ui/app/dist/index.html': 'placeholder.html' } }],
  },
  {
    kind: 'maven',
    name: 'opensearch',
    version: '3.5.0',
    makes: ['opensearch'],
    jdk: 21,
    mainClass: 'Launcher',
    jvmFlags: ['-Xms512m', '-Xmx512m', '--enable-native-access=ALL-UNNAMED'],
  },
];

export const POSTGRES_VERSION = '15.0';

/** What the tool is called on a person's PATH; OpenSearch's own start script takes other arguments than our launcher, so it has none. */
export const PATH_NAMES: Readonly<Partial<Record<ToolName, string>>> = {
  prometheus: 'prometheus',
  promtool: 'promtool',
  alertmanager: 'alertmanager',
  amtool: 'amtool',
  otelcol: 'otelcol-contrib',
  tempo: 'tempo',
};

export const TOOL_NAMES: readonly ToolName[] = [...RECIPES.flatMap((recipe) => recipe.makes), 'postgres'];
