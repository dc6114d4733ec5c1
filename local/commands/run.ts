/** `npm start`: everything, until it is interrupted. */
import { asLines, follow } from '../report/follow.ts';
import { printLine } from '../report/line.ts';
import { defaultDataDir } from '../site.ts';
import type { StartOptions } from './options.ts';
import { Interrupted, withPlatform } from './session.ts';

export async function run({ speed = 1, data = defaultDataDir(), ports, grafana }: StartOptions): Promise<number> {
  try {
    return await withPlatform({ speed, dataDir: data, ports, grafana, onLine: printLine }, async ({ platform, signal }) => {
      printLine('platform', 'Ctrl-C stops everything');
      await follow(platform.site.ports, asLines(printLine), signal);
      throw signal.reason;
    });
  } catch (error) {
    // Ctrl-C is how it is meant to end.
    if (error instanceof Interrupted) return 0;
    throw error;
  }
}
