/** What containers wrote, kept for comparison: the kubelet deletes the files of a pod soon after the pod. */
import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecord } from '../../local/log-store.ts';
import { standardOutput } from './cri.ts';

export interface ContainerLogs {
  /** The JSON lines so far, of pods that have gone too. Other lines were never records. */
  written(): readonly LogRecord[];
  stop(): void;
}

/** A pod that came and went within this time would be missed: none is so quick. */
const EVERY_MS = 200;

/**
 * Keeps a second name of each log file of a namespace's pods, under which a file outlives its deletion.
 * @param dataFolder of the node
 */
export function keepContainerLogs(dataFolder: string, namespace: string): ContainerLogs {
  const pods = join(dataFolder, 'var-log/pods');
  const kept = mkdtempSync(join(dataFolder, 'kept-logs-'));
  const keep = () => {
    for (const file of logFilesOf(pods, namespace)) {
      try {
        const name = join(kept, String(statSync(file).ino));
        if (!existsSync(name)) linkSync(file, name);
      } catch (error) {
        // Renamed between two steps: it is found under its new name next time.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  };
  keep();
  const keeping = setInterval(keep, EVERY_MS);
  return {
    written() {
      keep();
      const lines = readdirSync(kept).flatMap((name) => standardOutput(readFileSync(join(kept, name), 'utf8')));
      return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogRecord);
    },
    stop() {
      clearInterval(keeping);
      rmSync(kept, { recursive: true });
    },
  };
}

/** `<namespace>_<pod>_<uid>/<container>/<restarts>.log`, and what it was rotated to, but for a compressed one: that is a copy. */
function logFilesOf(pods: string, namespace: string): readonly string[] {
  const folders = readdirSync(pods).filter((name) => name.startsWith(`${namespace}_`));
  return folders.flatMap((folder) =>
    entriesOf(join(pods, folder))
      .flatMap((container) => entriesOf(container))
      .filter((file) => /\.log(\.[\d-]+)?$/.test(file)),
  );
}

/** None where the folder has just been deleted. */
function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
