import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { secretsOf } from '../../../local/secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigia-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a platform makes its secrets once, a key for each PagerDuty channel and a webhook for each of Slack', () => {
  const made = secretsOf(folder);
  expect(secretsOf(folder)).toEqual(made);
  expect(new Set(Object.values(made.routingKeys)).size).toBe(3);
  expect(new Set(Object.values(made.webhooks)).size).toBe(2);
});

it('a folder of an earlier version keeps its secrets, and gets those that are new since', () => {
  const { routingKeys: _, webhooks: __, ...earlier } = secretsOf(folder);
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ ...earlier, pagerdutyRoutingKey: 'of an earlier version' }));
  const now = secretsOf(folder);
  expect(now).toMatchObject(earlier);
  expect(Object.keys(now.webhooks)).toEqual(['slack-ops', 'slack-security']);
  expect(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))).toEqual(now);
});

it('a file that is damaged is an error, not a reason to make new keys', () => {
  writeFileSync(join(folder, 'secrets.json'), '{"hmacMaster": ');
  expect(() => secretsOf(folder)).toThrow();
});
