/**
 * Pictures of the digest, as a browser shows it: `node test/support/digest/screenshot.ts [FOLDER]`. Into FOLDER go all of them, busy and quiet, wide
 * and narrow, light and dark; without it two go to `docs/pictures`. Needs Chromium at `/usr/bin/chromium`, or at `CHROMIUM`.
 */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { contentOf } from '../../../workers/digest/content.ts';
import { htmlOf } from '../../../workers/digest/html.ts';
import { type Readings, reportOf } from '../../../workers/digest/report.ts';
import { busy, quiet } from './days.ts';

const days: Readonly<Record<string, Readings>> = { busy, quiet };
const [folder] = process.argv.slice(2);
const pictures = join(import.meta.dirname, '../../../docs/pictures');
const all = folder !== undefined;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
for (const [name, readings] of Object.entries(days)) {
  for (const width of all ? [800, 400] : [800]) {
    for (const colorScheme of all ? (['light', 'dark'] as const) : (['light'] as const)) {
      const page = await browser.newPage({ viewport: { width, height: 600 }, colorScheme });
      await page.setContent(htmlOf(contentOf(reportOf(readings))));
      const path = all ? join(folder, `${name}-${width}-${colorScheme}.png`) : join(pictures, `digest-${name}.png`);
      await page.screenshot({ path, fullPage: true });
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      process.stdout.write(`${path}${Number(wide) > width ? ` is ${wide} wide: it has to be scrolled` : ''}\n`);
      await page.close();
    }
  }
}
await browser.close();
