/** The servers that the platform runs, the CLI that deploys it, and the stand-in for AWS. */
import type { Recipe } from '../recipe.ts';

const PROMETHEUS_VERSION = 'github.com/prometheus/common/version.Version';
const PULUMI = 'github.com/pulumi/pulumi';

export const SERVERS: readonly Recipe[] = [
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
    kind: 'python',
    name: 'moto',
    version: '5.2.5',
    makes: ['moto'],
    program: 'moto_server',
    module: 'moto.server',
    python: '3.10',
  },
];
