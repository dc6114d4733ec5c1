/** `npm start -- --tour`: every incident without a person, on a data folder of its own. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asLines } from '../report/follow.ts';
import { formatLine } from '../report/line.ts';
import { defaultDataDir } from '../site.ts';
import { PlatformError } from '../supervisor/errors.ts';
import { takeOver } from '../supervisor/run-file.ts';
import { tableLines } from '../tour/table.ts';
import { runTour } from '../tour/tour.ts';
import { incidents } from '../traffic/incidents.ts';
import type { StartOptions } from './options.ts';
import { withPlatform } from './session.ts';

export async function tour({ speed = 30, data = join(defaultDataDir(), 'tour'), ports, json }: StartOptions): Promise<number> {
  // With --json standard output holds the result and nothing else.
  const print = (line: string) => (json ? console.error : console.log)(line);
  const onLine = (source: string, text: string) => print(formatLine(new Date(), source, text));
  await wipe(data);
  const result = await withPlatform({ speed, dataDir: data, ports, onLine }, ({ platform, context, signal }) =>
    runTour({ incidents, context, ports: platform.site.ports, speed, watcher: asLines(onLine), onLine, signal }),
  );
  if (json) console.log(JSON.stringify(result, null, 2));
  else console.log(['', ...tableLines(result)].join('\n'));
  return result.right ? 0 : 1;
}

/** What an earlier tour left would be in this one's windows. Nothing is wiped that this program did not write. */
async function wipe(dataDir: string): Promise<void> {
  await takeOver(dataDir);
  const found = list(dataDir);
  if (found.length > 0 && !found.includes('secrets.json')) {
    throw new PlatformError(`${dataDir} holds other things than a platform's data: give --tour a folder that may be emptied.`);
  }
  rmSync(dataDir, { recursive: true, force: true });
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
