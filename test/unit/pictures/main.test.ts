import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dashboardsCommand } from '../../../pictures/command.ts';
import { drawInto } from '../../../pictures/folder.ts';
import { optionsFrom } from '../../../pictures/options.ts';
import { sourcesFrom } from '../../../pictures/sources.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { type Answer, standIn } from '../../support/pictures/server.ts';

const NOTHING: Answer = { status: 200, body: { status: 'success', data: { result: [] } } };

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vigia-pictures-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const SILENT = { out: () => {}, err: () => {} };

/** The command, in this process. */
async function command(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const out = (text: string) => {
    stdout += text;
  };
  const err = (text: string) => {
    stderr += text;
  };
  const exitCode = await dashboardsCommand(args, { out, err }, () => new AbortController().signal);
  return { exitCode, stdout, stderr };
}

describe('npm run dashboards', () => {
  it('explains itself', async () => {
    const { exitCode, stdout } = await command('--help');
    expect(exitCode).toBe(0);
    for (const option of [
      '--out',
      '--tenant',
      '--theme',
      '--width',
      '--png',
      '--range',
      '--prometheus',
      '--opensearch',
      '--speed',
      '--json',
      '--port',
    ]) {
      expect(stdout).toContain(option);
    }
  });

  it.each([
    [['--range', 'ever'], 'Give a whole number and one of m, h, d, w, such as 6h.'],
    [['--interval', '7m'], 'Give one of 5m, 15m, 1h, 6h, 1d.'],
    [['--width', '10'], 'Give a width in pixels: a whole number from 640 to 3840.'],
    [['--port', '70000'], 'Give a port: a whole number from 0 to 65535.'],
    [['--theme', 'pink'], 'Allowed choices are light, dark, both.'],
    [['--env', 'prod-*'], 'Give a name of small letters and digits, a letter first, such as prod.'],
    [['--json'], '--json tells what was drawn: name a folder with --out.'],
    [['--opensearch', 'http://127.0.0.1:1'], '--opensearch and --speed belong to another Prometheus'],
    [['--prometheus', 'localhost:9090'], '"localhost:9090" is no address: give one such as http://127.0.0.1:9090.'],
    [['--prometheus', 'http://me:secret@127.0.0.1:1'], '--prometheus takes no name and password'],
  ])('refuses %j with exit code 2', async (args, sentence) => {
    const { exitCode, stderr } = await command(...args);
    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
  });

  it('says what to do where no platform runs', async () => {
    const data = folder();
    const { exitCode, stderr } = await command('--out', folder(), '--data', data);
    expect(stderr).toBe(
      `No platform runs on ${data}: start one with npm start, name its folder with --data, or a Prometheus anywhere with --prometheus URL.\n`,
    );
    expect(exitCode).toBe(1);
  });

  it('draws every dashboard into a folder, in each width and on each ground', async () => {
    const { url } = await standIn(() => NOTHING);
    const out = join(folder(), 'deep', 'pictures');
    const { exitCode, stdout, stderr } = await command(
      '--out',
      out,
      '--prometheus',
      url,
      '--theme',
      'both',
      '--width',
      '700',
      '1400',
      '--json',
    );
    expect(exitCode, stderr).toBe(0);
    const files = ['tenant-overview', 'operations', 'security', 'slos', 'platform'].map((name) => [
      `${name}-light-700.svg`,
      `${name}-light-1400.svg`,
      `${name}-dark-700.svg`,
      `${name}-dark-1400.svg`,
    ]);
    expect(readdirSync(out).sort()).toEqual(files.flat().sort());
    const { dashboards } = JSON.parse(stdout) as { dashboards: { dashboard: string; files: string[]; failed: unknown[] }[] };
    expect(dashboards.map((one) => one.files)).toEqual(files.map((names) => names.map((name) => join(out, name))));
    expect(dashboards.flatMap(({ failed }) => failed)).toEqual([]);
    expect(stderr).toContain(`Tenant Overview: ${join(out, 'tenant-overview-light-700.svg')}`);
    expect(readFileSync(join(out, 'slos-dark-700.svg'), 'utf8')).toMatch(/^<svg [^>]*width="700"/);
  });

  it('draws also where panels cannot be filled, names them, and ends with 1', async () => {
    const out = folder();
    const { exitCode, stdout } = await command('--out', out, '--prometheus', 'http://127.0.0.1:1');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Operations: the panel \S+ is empty\. Prometheus at http:\/\/127\.0\.0\.1:1 cannot be reached\./);
    expect(stdout).not.toContain('OpenSearch');
    expect(readdirSync(out)).toHaveLength(5);
  });

  it('ends the page by Ctrl-C', async () => {
    const page = execa(process.execPath, ['pictures/main.ts', '--prometheus', 'http://127.0.0.1:1', '--port', '0'], {
      reject: false,
    });
    for await (const line of page) {
      expect(line).toMatch(/^The dashboards are at http:\/\/127\.0\.0\.1:\d+\/\. Ctrl-C ends it\.$/);
      page.kill('SIGINT');
    }
    expect(await page).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('its options', () => {
  const optionsOf = (...args: string[]) => optionsFrom(args, SILENT);

  it('have these values where nothing is said', () => {
    const { data, ...options } = optionsOf();
    expect(data).toMatch(/\.data$/);
    expect(options).toEqual({
      port: 13_001,
      interval: { ms: 900_000, variable: 'interval' },
      theme: 'light',
      width: [1_440],
      env: 'local',
    });
  });

  it('take several clinics and widths', () => {
    expect(optionsOf('--tenant', 'a', 'b', '--width', '800', '--width', '1200', '--range', '7d')).toMatchObject({
      tenant: ['a', 'b'],
      width: [800, 1200],
      range: duration('7d'),
    });
  });

  it('name other servers than those of the platform that runs', () => {
    const named = optionsOf('--prometheus', 'https://p.example', '--opensearch', 'http://u:p@o.example', '--speed', '30');
    expect(sourcesFrom(named)).toEqual({ prometheus: 'https://p.example', opensearch: 'http://u:p@o.example', speed: 30 });
    expect(sourcesFrom(optionsOf('--prometheus', 'https://p.example'))).toEqual({ prometheus: 'https://p.example', speed: 1 });
  });
});

describe('an interrupted drawing', () => {
  it('stops before the next dashboard', async () => {
    const out = folder();
    const ending = new AbortController();
    const drawing = {
      svg: () => {
        ending.abort(new Error('Interrupted.'));
        return '<svg/>';
      },
      png: () => Buffer.alloc(0),
    };
    const { url } = await standIn(() => NOTHING);
    const work = {
      options: optionsFrom(['--prometheus', url], SILENT),
      out,
      sources: { prometheus: url, speed: 1 },
      drawing,
      onLine: () => {},
      signal: ending.signal,
    };
    await expect(drawInto(work)).rejects.toThrow('Interrupted.');
    expect(readdirSync(out)).toEqual(['tenant-overview-light-1440.svg']);
  });
});
