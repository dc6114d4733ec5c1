/** The page of the dashboards, in a real browser, on a real Prometheus with the last hour of three clinics. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawing } from '../../pictures/drawing.ts';
import { listen } from '../../pictures/page/serve.ts';
import { backfill } from '../support/history/backfill.ts';
import { happenings, recordedSamples } from '../support/pictures/samples.ts';
import { dataFolder, startPrometheus, type TestPrometheus } from '../support/prometheus.ts';

const CLINICS = ['clinica-este', 'clinica-norte', 'clinica-sur'];
const DRAWN_WITHIN_MS = 15_000;

const folder = mkdtempSync(join(tmpdir(), 'vigia-page-'));
let prometheus: TestPrometheus;
let server: Server;
let browser: Browser;
let page: Page;
let url: string;
/** What the browser complains of, and every address that it asks. */
const complaints: string[] = [];
const asked: string[] = [];

beforeAll(async () => {
  const now = Math.floor(Date.now() / 1_000);
  const tenants = { 'clinica-sur': 3, 'clinica-norte': 2, 'clinica-este': 1 };
  const samples = { tenants, from: now - 3_600, to: now + 600, step: 60 };
  mkdirSync(folder, { recursive: true });
  await backfill(dataFolder(folder), (write) => {
    recordedSamples(samples)(write);
    happenings(samples)(write);
  });
  prometheus = await startPrometheus(folder);
  const sources = { prometheus: prometheus.url, speed: 1 };
  server = await listen(
    { sources, drawing: await drawing(), env: 'local', first: new URLSearchParams({ range: '1h' }), now: Date.now },
    0,
  );
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await prometheus?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The words of the picture that is shown. */
function words(): Promise<string> {
  const picture = "document.querySelector('object:not(.coming)')?.contentDocument?.documentElement";
  return page.evaluate<string>(
    `[...(${picture}?.querySelectorAll('text, title') ?? [])].map((one) => one.textContent).join(' | ')`,
  );
}

/** The words of the picture, once it is that of these clinics. */
async function pictureOf(clinics: string): Promise<string> {
  await expect.poll(words, { timeout: DRAWN_WITHIN_MS }).toContain(`clinics: ${clinics} ·`);
  return words();
}

const named = (text: string) => CLINICS.filter((clinic) => text.includes(clinic));

describe('the page of the dashboards', () => {
  it('shows all clinics at first', async () => {
    await page.goto(url);
    const text = await pictureOf('all');
    expect(text).toContain('Tenant Overview');
    expect(named(text)).toEqual(CLINICS);
    expect(text).toContain('TenantHighErrorRate');
    expect(text).toContain('clinic 1.2.0');
    expect(text).not.toContain('Watchdog');
    expect(text).toContain('Records are in OpenSearch, and its address was not given.');
  });

  it('shows a clinic that is chosen with the keyboard, and nothing of the others', async () => {
    await page.focus('summary');
    await page.keyboard.press('Enter');
    await page.focus('input[value="clinica-sur"]');
    await page.keyboard.press('Space');
    const text = await pictureOf('clinica-sur');
    expect(named(text)).toEqual(['clinica-sur']);
    expect(text).toContain('TenantHighErrorRate');
    expect(await page.textContent('#status')).toBe('Tenant Overview is drawn.');
    expect(await page.textContent('summary')).toBe('Clinics: clinica-sur');
    expect(new URL(page.url()).searchParams.getAll('tenant')).toEqual(['clinica-sur']);
    expect(await page.evaluate<string>('document.activeElement.value')).toBe('clinica-sur');
    await page.keyboard.press('Escape');
    expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('SUMMARY');
  });

  it('shows two, finds one by a part of its name, leaves one out, and goes back to all', async () => {
    await page.click('summary');
    await page.fill('#find', 'NORTE');
    expect(await page.isVisible('input[value="clinica-este"]')).toBe(false);
    await page.check('input[value="clinica-norte"]');
    expect(named(await pictureOf('clinica-norte, clinica-sur'))).toEqual(['clinica-norte', 'clinica-sur']);
    await page.fill('#find', '');
    await page.uncheck('input[value="clinica-sur"]');
    expect(await pictureOf('clinica-norte')).not.toContain('TenantHighErrorRate');
    await page.click('#all');
    expect(named(await pictureOf('all'))).toEqual(CLINICS);
    await page.keyboard.press('Escape');
  });

  it('shows the dashboard, the time, the interval and the theme that are chosen, and its address shows them again', async () => {
    await page.selectOption('select[name=dashboard]', 'security');
    await page.selectOption('select[name=interval]', '5m');
    await page.selectOption('select[name=theme]', 'dark');
    await expect.poll(words, { timeout: DRAWN_WITHIN_MS }).toContain('interval: 5m');
    expect(await words()).toContain('Security');
    const ground = 'getComputedStyle(document.body).backgroundColor';
    expect(await page.evaluate(ground)).toBe('rgb(15, 17, 20)');
    await page.reload();
    await expect.poll(words, { timeout: DRAWN_WITHIN_MS }).toContain('interval: 5m');
    expect(await words()).toContain('Security');
    expect(await page.title()).toBe('Security');
    expect(await page.evaluate(ground)).toBe('rgb(15, 17, 20)');
  });

  it('fits into a narrow window', async () => {
    await page.setViewportSize({ width: 700, height: 900 });
    await page.reload();
    await pictureOf('all');
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(700);
  });

  it('has labels for all that can be chosen', async () => {
    const unnamed = "[...document.querySelectorAll('select, input')].filter((field) => field.labels.length === 0).length";
    expect(await page.evaluate<number>(unnamed)).toBe(0);
    expect(await page.getAttribute('object', 'aria-label')).toBe('Security of all clinics');
  });

  it('asks nobody else, and the browser complains of nothing', () => {
    expect([...new Set(asked)]).toEqual([new URL(url).origin]);
    expect(complaints).toEqual([]);
  });

  it('runs no script that somebody puts into it', async () => {
    const refused = `new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
    })`;
    expect(await page.evaluate(refused)).toBe('script-src-elem');
    expect(await page.evaluate('window.ran')).toBeUndefined();
  });

  it('says in the picture that Prometheus has ended, and beside it that the page has', async () => {
    await prometheus.stop();
    await page.selectOption('select[name=dashboard]', 'slos');
    await expect.poll(words, { timeout: DRAWN_WITHIN_MS }).toContain('cannot be reached');
    server.closeAllConnections();
    server.close();
    await page.selectOption('select[name=dashboard]', 'platform');
    await expect
      .poll(() => page.textContent('#status'), { timeout: DRAWN_WITHIN_MS })
      .toBe('The command that serves this page has ended: start it again with npm run dashboards.');
    expect(await words()).toContain('SLOs');
  });
});
