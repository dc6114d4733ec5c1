/** Every dashboard as files in a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARDS } from '../dashboards/index.ts';
import { format, scaled } from '../telemetry/contract/index.ts';
import type { DashboardData } from './data.ts';
import type { Drawing } from './drawing.ts';
import type { Options } from './options.ts';
import { type Choice, dataOf, NO_RECORDS } from './query/data.ts';
import type { Asked } from './sources.ts';
import type { ThemeName } from './theme.ts';

export interface Drawn {
  readonly dashboard: string;
  readonly range: string;
  readonly files: readonly string[];
  /** Panels that could not be filled, and why. */
  readonly failed: readonly { readonly panel: string; readonly message: string }[];
}

export interface Work {
  readonly options: Pick<Options, 'tenant' | 'interval' | 'range' | 'theme' | 'width' | 'png' | 'env'>;
  readonly out: string;
  readonly sources: Asked;
  readonly drawing: Drawing;
  readonly onLine: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Asks once for each dashboard, and draws it in every width and on every ground that is wanted.
 * @throws the signal's reason, between two dashboards
 */
export async function drawInto({ options, out, sources, drawing, onLine, signal }: Work): Promise<readonly Drawn[]> {
  const { theme, width, png, env, interval } = options;
  const themes: readonly ThemeName[] = theme === 'both' ? ['light', 'dark'] : [theme];
  const to = Date.now();
  mkdirSync(out, { recursive: true });
  const drawn: Drawn[] = [];
  for (const dashboard of DASHBOARDS) {
    signal.throwIfAborted();
    const range = options.range ?? dashboard.range;
    const { speed } = sources;
    const choice: Choice = { env, tenants: options.tenant ?? 'all', interval, from: to - scaled(range, speed).ms, to, speed };
    const data = await dataOf(dashboard, sources, choice);
    const files = themes.flatMap((name) =>
      width.flatMap((pixels) => {
        const path = join(out, `${dashboard.name}-${name}-${pixels}`);
        const svg = drawing.svg(dashboard, data, { width: pixels, theme: name });
        writeFileSync(`${path}.svg`, svg);
        if (png) writeFileSync(`${path}.png`, drawing.png(svg));
        return png ? [`${path}.svg`, `${path}.png`] : [`${path}.svg`];
      }),
    );
    const failed = failuresOf(data);
    for (const file of files) onLine(`${dashboard.title}: ${file}`);
    for (const { panel, message } of failed) onLine(`${dashboard.title}: the panel ${panel} is empty. ${message}`);
    drawn.push({ dashboard: dashboard.name, range: format(range), files, failed });
  }
  return drawn;
}

/** Not those that nobody was named for. */
function failuresOf({ panels }: DashboardData): Drawn['failed'] {
  return Object.entries(panels).flatMap(([panel, data]) =>
    data.kind === 'failed' && data.message !== NO_RECORDS ? [{ panel, message: data.message }] : [],
  );
}
