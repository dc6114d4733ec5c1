import { once } from 'node:events';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exportRequest, logFieldsOf, logRecord } from './otlp-samples.ts';
import { type StandIn, startStandIn } from './stand-in-opensearch.ts';

const MAIN = new URL('../../../workers/main.ts', import.meta.url).pathname;

// Each test starts processes, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let opensearch: StandIn;

beforeEach(async () => {
  opensearch = await startStandIn();
});

afterEach(() => opensearch.close());

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  execa(process.execPath, [MAIN, ...args], { env, reject: false, forceKillAfterDelay: 5_000, timeout: 20_000 });

const settings = () => ({ VIGIA_ENV: 'test', OPENSEARCH_URL: opensearch.url, HOST: '127.0.0.1', PORT: '0' });

describe('the command line', () => {
  test('help names the commands and the environment variables of each, and ends well', async () => {
    const [all, one] = await Promise.all([run(['--help']), run(['log-writer', '--help'])]);
    expect([all.exitCode, one.exitCode]).toEqual([0, 0]);
    expect(all.stdout).toMatch(/log-writer[\s\S]+opensearch-apply/);
    expect(one.stdout).toContain('OPENSEARCH_URL\n      Where OpenSearch is.');
  });

  test('wrong arguments and wrong settings exit with 2, and say what is wrong', async () => {
    const [argument, setting] = await Promise.all([
      run(['opensearch-apply', '--deadline', 'soon'], settings()),
      run(['log-writer'], { ...settings(), PORT: 'x' }),
    ]);
    expect([argument.exitCode, setting.exitCode]).toEqual([2, 2]);
    expect(argument.stderr).toContain('Give a whole number of seconds.');
    expect(setting.stderr).toContain('PORT: found "x"; needs a port from 0 to 65535');
  });

  test('an OpenSearch that does not come within the deadline exits with 1, and says so', async () => {
    const result = await run(['opensearch-apply', '--deadline', '0'], { ...settings(), OPENSEARCH_URL: 'http://127.0.0.1:1' });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('OpenSearch could not be set up: OpenSearch cannot be reached');
  });
});

test('on SIGTERM the log writer finishes what has begun and exits with 0', async () => {
  const hold = Promise.withResolvers<void>();
  opensearch.hold = hold.promise;
  const writer = run(['log-writer'], settings());
  const [firstLine] = await once(writer.stdout, 'data');
  const { address, msg } = JSON.parse(String(firstLine));
  expect(msg).toBe('The log writer listens.');

  const body = exportRequest([logRecord(logFieldsOf(), 0)]);
  const begun = fetch(`${address}/v1/logs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await expect.poll(() => opensearch.bulks.length, { timeout: 10_000 }).toBe(1);
  writer.kill('SIGTERM');
  await once(writer.stdout, 'data');
  hold.resolve();

  expect((await begun).status).toBe(200);
  const { exitCode, stdout } = await writer;
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').map((line) => JSON.parse(line).msg)).toEqual([
    'The log writer listens.',
    'The log writer finishes what has begun.',
    'The log writer has stopped.',
  ]);
  expect(opensearch.all('logs')).toHaveLength(1);
});
