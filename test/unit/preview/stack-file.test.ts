import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stackFile } from '../../../preview/stack-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stack-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function parsed(text: string) {
  writeFileSync(join(folder, 'Pulumi.dev.yaml'), text);
  return stackFile('dev', pathToFileURL(`${folder}/`));
}

describe('a stack file', () => {
  it('is read as Pulumi hands it on: text, and JSON for lists and objects', () => {
    const { config, secretKeys } = parsed(`config:
  aws:region: us-east-1
  backend: datadog
  logs:warmNodes: 2
  metrics:remoteWrite: true
  cluster:applicationNamespaces: [clinic, portal]
  grafana:database: { host: db.clinic.org }
`);
    expect(config).toEqual({
      'aws:region': 'us-east-1',
      'vigia:backend': 'datadog',
      'logs:warmNodes': '2',
      'metrics:remoteWrite': 'true',
      'cluster:applicationNamespaces': '["clinic","portal"]',
      'grafana:database': '{"host":"db.clinic.org"}',
    });
    expect(secretKeys).toEqual([]);
  });

  it('has an example in the place of a secret, whose ciphertext is never used', () => {
    const { config, secretKeys } = parsed(`encryptionsalt: v1:abc
config:
  pagerduty:token:
    secure: v1:planted
  application:nested:
    inner:
      - secure: v1:planted
`);
    expect(config).toEqual({ 'pagerduty:token': 'pagerduty-token', 'application:nested': 'secret' });
    expect(secretKeys).toEqual(['pagerduty:token', 'application:nested']);
  });

  it('may have no configuration', () => {
    expect(parsed('secretsprovider: passphrase\n').config).toEqual({});
  });

  it.each([
    ['config: [a]\n', 'The config of Pulumi.dev.yaml is no list of keys; allowed is key: value, such as aws:region: us-east-1.'],
    ['config: {a\n', /^Pulumi\.dev\.yaml is not YAML: /],
  ])('of another form is refused: %j', (text, message) => {
    expect(() => parsed(text)).toThrow(message);
  });

  it('that is not there is said with those that are', () => {
    expect(() => stackFile('staging')).toThrow('There is no stack "staging": found no Pulumi.staging.yaml. There are: dev, prod.');
  });
});
