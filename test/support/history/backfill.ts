/** Past samples into a Prometheus data folder, by the real promtool. */
import { rmSync } from 'node:fs';
import { execa } from 'execa';
import { ensureTools } from '../../../local/tools/index.ts';
import { openMetricsFile } from './openmetrics.ts';

/** Longer than any history here: promtool reads the whole text again for every block, so one block is many times as quick as hundreds. */
const ONE_BLOCK = '1458h';

type Write = (series: string, value: number, at: number) => void;

/**
 * Makes one block of what `samples` writes, each series in the order of time. A server that runs on the folder does not see it before
 * it is started again.
 */
export async function backfill(folder: string, samples: (write: Write) => void): Promise<void> {
  const text = `${folder}.om`;
  try {
    const file = openMetricsFile(text);
    samples(file.write);
    file.close();
    await backfillFile(folder, text);
  } finally {
    rmSync(text, { force: true });
  }
}

/** Makes one block of an OpenMetrics file. */
export async function backfillFile(folder: string, text: string): Promise<void> {
  const { promtool } = await ensureTools(['promtool']);
  const [program = '', ...args] = promtool.command;
  const span = ['--max-block-duration', ONE_BLOCK, '--allow-incompatible-block-duration'];
  await execa(program, [...args, 'tsdb', 'create-blocks-from', '--quiet', ...span, 'openmetrics', text, folder]);
}
