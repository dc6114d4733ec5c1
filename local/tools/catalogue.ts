/** The tools as data: versions, modules and flags. A build folder beside this file holds each one's pinned dependencies. */
import type { ToolName } from './types.ts';

/** A dependency that needs a file its module does not carry: path in the module -> file in the build folder. */
export interface Addition {
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Scripts that a binary looks for beside itself, out of a module that it is built from. */
export interface Companions {
  readonly module: string;
  readonly files: readonly string[];
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
  readonly companions?: Companions;
}

export interface MavenRecipe {
  readonly kind: 'maven';
  readonly name: string;
  readonly version: string;
  readonly makes: readonly ToolName[];
  /** Major versions of the JDKs that it runs on, both included. */
  readonly jdk: { readonly from: number; readonly to?: number };
  /** What Maven is told to do. */
  readonly goals: readonly string[];
  /**
   * An archive beside the jars, whose repository may keep no checksum for Maven to compare: it has to be this one.
   * `into` is the folder of the build that it is unpacked into.
   */
  readonly archive?: { readonly artifact: string; readonly sha256: string; readonly into: string };
  /** Folders of jars in the build, in the order in which classes are looked for. */
  readonly jars: readonly string[];
  readonly mainClass: string;
  readonly jvmFlags: readonly string[];
}

/** A binary taken out of a Debian package, which is not installed: an installation would start the package's service. */
export interface DebianRecipe {
  readonly kind: 'debian';
  readonly name: string;
  /** The oldest that will do: the release of Debian (or Ubuntu) decides which one it is. */
  readonly version: string;
  readonly makes: readonly [ToolName];
  readonly package: string;
  /** Path of the binary in the package. */
  readonly file: string;
  /** How to have it where there is no such package. */
  readonly elsewhere: string;
}

export type Recipe = GoRecipe | MavenRecipe | DebianRecipe;

const PROMETHEUS_VERSION = 'github.com/prometheus/common/version.Version';
const KUBERNETES_VERSION = 'k8s.io/component-base/version';
const PULUMI = 'github.com/pulumi/pulumi';

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
    // Of service discovery only DNS, which the cluster's configuration uses: the SDKs of all clouds double the build.
    flags: ['-tags=remove_all_sd,enable_dns_sd'],
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
    jdk: { from: 21 },
    goals: ['dependency:copy-dependencies'],
    jars: ['lib'],
    mainClass: 'Launcher',
    jvmFlags: ['-Xms512m', '-Xmx512m', '--enable-native-access=ALL-UNNAMED'],
  },
  {
    // The last release whose security plugin can be had: roles are proven on it.
    kind: 'maven',
    name: 'opensearch-security',
    version: '2.19.1',
    makes: ['opensearch-security'],
    // It wants the security manager, which JDK 24 no longer has.
    jdk: { from: 17, to: 23 },
    goals: ['dependency:copy-dependencies'],
    archive: {
      artifact: 'org.opensearch.plugin:opensearch-security:2.19.1.0:zip',
      sha256: '94a04f12ac6033902209fac1e4e512618d45beee604bbf0e42c3ed79c55220cf',
      into: 'lib/plugin',
    },
    // Of a jar that both bring, the server's is the one.
    jars: ['lib', 'lib/plugin'],
    mainClass: 'Launcher',
    jvmFlags: ['-Xms512m', '-Xmx512m'],
  },
  {
    kind: 'go',
    name: 'pulumi',
    version: '3.250.0',
    makes: ['pulumi'],
    packages: [`${PULUMI}/pkg/v3/cmd/pulumi`],
    flags: [],
    ldflags: `-s -w -X ${PULUMI}/sdk/v3/go/common/version.Version=3.250.0`,
    additions: [],
  },
  {
    // The last release of the SDK's Go module that holds it; the protocol it speaks has not changed since.
    kind: 'go',
    name: 'pulumi-nodejs',
    version: '3.65.0',
    makes: ['pulumi-language-nodejs'],
    packages: [`${PULUMI}/sdk/v3/nodejs/cmd/pulumi-language-nodejs`],
    flags: [],
    ldflags: `-s -w -X ${PULUMI}/sdk/v3/go/common/version.Version=3.65.0`,
    additions: [],
    // What runs dynamic providers.
    companions: { module: `${PULUMI}/sdk/v3`, files: ['nodejs/dist/pulumi-resource-pulumi-nodejs'] },
  },
  {
    kind: 'go',
    name: 'kubernetes',
    version: '1.37.2',
    makes: ['kube-apiserver', 'kubectl'],
    packages: ['k8s.io/kubernetes/cmd/kube-apiserver', 'k8s.io/kubernetes/cmd/kubectl'],
    flags: [],
    // Without its version a server takes itself for 0.0 and switches every feature gate to what that release had.
    ldflags: ['-s -w', 'gitVersion=v1.37.2', 'gitMajor=1', 'gitMinor=37'].join(` -X ${KUBERNETES_VERSION}.`),
    additions: [],
  },
  {
    kind: 'debian',
    name: 'etcd',
    version: '3.4',
    makes: ['etcd'],
    package: 'etcd-server',
    file: 'usr/bin/etcd',
    elsewhere: 'brew install etcd',
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
  etcd: 'etcd',
  'kube-apiserver': 'kube-apiserver',
  kubectl: 'kubectl',
  pulumi: 'pulumi',
  'pulumi-language-nodejs': 'pulumi-language-nodejs',
};

/** How a tool is asked for its version, where that is not by `--version`. */
export const VERSION_ARGS: Readonly<Partial<Record<ToolName, readonly string[]>>> = {
  kubectl: ['version', '--client'],
  pulumi: ['version'],
};

/** A tool that cannot be asked: it is shipped with the other one, beside it, and in its version. */
export const SHIPPED_WITH: Readonly<Partial<Record<ToolName, ToolName>>> = { 'pulumi-language-nodejs': 'pulumi' };

export const TOOL_NAMES: readonly ToolName[] = [...RECIPES.flatMap((recipe) => recipe.makes), 'postgres'];
