/** Grafana: the dashboards of production, on what is stored here. The platform is whole without it. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { shownContent } from '../../infra/grafana/content.ts';
import { grafanaFiles, PROVISIONING_FOLDER } from '../../infra/grafana/files.ts';
import { images, OPENSEARCH_PLUGIN } from '../../infra/versions.ts';
import { localGrafanaIni } from '../../servers/grafana-local.ts';
import { configFile, ENVIRONMENT, HOST, http, logFile, type Site, stateDir, writeText } from '../site.ts';
import type { Service } from '../supervisor/service.ts';
import type { GrafanaProgram } from '../tools/index.ts';

const CONFIG = 'grafana.ini';
const CONFIG_IN_IMAGE = '/etc/grafana/grafana.ini';

export function grafana(site: Site, program: GrafanaProgram): Service {
  const { ports } = site;
  const way = program.kind === 'binary' ? asProgram(site, program) : asContainer(site, program);
  return {
    name: 'grafana',
    optional: true,
    argv: way.argv,
    ...(way.clears && { clears: way.clears }),
    after: [],
    ports: [ports.grafana],
    ready: { http: http(ports.grafana, '/api/health') },
    // The first time it fetches the plugin, and a container its image: as long as it gets in production.
    readyWithin: 300_000,
    log: logFile(site, 'grafana'),
    prepare: async () => {
      const ini = { host: HOST, httpPort: ports.grafana, plugin: OPENSEARCH_PLUGIN };
      writeText(configFile(site, CONFIG), localGrafanaIni({ ...ini, ...(way.folders && { folders: way.folders }) }));
      // A dashboard that is no longer among the files goes.
      rmSync(provisioning(site), { recursive: true, force: true });
      for (const [path, text] of Object.entries(filesOf(site, way.provisionedFrom)))
        writeText(join(provisioning(site), path), text);
      mkdirSync(stateDir(site, 'grafana'), { recursive: true });
    },
  };
}

const provisioning = (site: Site) => configFile(site, 'grafana');

/** No rules are among them: Prometheus evaluates them here. */
function filesOf({ ports, speed }: Site, folder: string): Readonly<Record<string, string>> {
  const addresses = { prometheus: http(ports.prometheus), tempo: http(ports.tempo), opensearch: http(ports.opensearch) };
  return grafanaFiles(shownContent({ environment: ENVIRONMENT, speed, addresses }), { folder });
}

type Argv = Service['argv'];

interface Way {
  readonly argv: Argv;
  readonly clears?: Argv;
  /** Folders that the configuration file names. */
  readonly folders?: { readonly data: string; readonly provisioning: string };
  /** Where the provisioning files lie, as Grafana sees it. */
  readonly provisionedFrom: string;
}

function asProgram(site: Site, { path, home }: GrafanaProgram & { readonly kind: 'binary' }): Way {
  const folders = { data: stateDir(site, 'grafana'), provisioning: provisioning(site) };
  const argv: Argv = [path, 'server', `--homepath=${home}`, `--config=${configFile(site, CONFIG)}`];
  return { argv, folders, provisionedFrom: folders.provisioning };
}

/** It shares this machine's network, where the other servers listen on 127.0.0.1 alone, and keeps nothing when it ends. */
function asContainer(site: Site, { docker }: GrafanaProgram & { readonly kind: 'docker' }): Way {
  const name = containerName(site);
  const mount = (source: string, target: string) => ['--mount', `type=bind,source=${source},target=${target},readonly`];
  return {
    argv: [
      docker,
      ...['run', '--rm', '--name', name, '--network', 'host'],
      ...mount(configFile(site, CONFIG), CONFIG_IN_IMAGE),
      ...mount(provisioning(site), PROVISIONING_FOLDER),
      images.grafana,
    ],
    // Docker ends no container because its client was killed.
    clears: [docker, 'rm', '--force', name],
    provisionedFrom: PROVISIONING_FOLDER,
  };
}

/** One for each data folder: platforms on two of them have two. */
function containerName({ dataDir }: Site): string {
  return `vigia-grafana-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
}
