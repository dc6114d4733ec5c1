/** What Grafana's pod is given: files, and names of variables. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Given {
  /** Paths under the provisioning folder, sorted. */
  readonly provisioning: readonly string[];
  readonly plugins: readonly string[];
  /** Files that the configuration takes values from: all of them can be read. */
  readonly secrets: readonly string[];
  /** Names of environment variables, sorted. */
  readonly environment: readonly string[];
}

/**
 * Looks at the folders and the file that the variables name.
 * @throws Error where the configuration file, or a file that it refers to, cannot be read
 */
export function given(environment: Readonly<Record<string, string | undefined>>): Given {
  const configuration = readFileSync(environment.GF_PATHS_CONFIG ?? '/etc/grafana/grafana.ini', 'utf8');
  const secrets = [...configuration.matchAll(/\$__file\{([^}]+)\}/g)].flatMap(([, file]) => file ?? []);
  for (const file of secrets) readFileSync(file);
  return {
    provisioning: filesBelow(environment.GF_PATHS_PROVISIONING ?? '/etc/grafana/provisioning'),
    plugins: filesBelow(environment.GF_PATHS_PLUGINS ?? '/var/lib/grafana/plugins'),
    secrets,
    environment: Object.keys(environment).sort(),
  };
}

/** Follows links, which is what a volume of a ConfigMap consists of; its own folders begin with two points. */
function filesBelow(folder: string, prefix = ''): string[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path, `${prefix}${name}/`) : [`${prefix}${name}`];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('..'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
