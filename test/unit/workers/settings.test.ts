import { describe, expect, test } from 'vitest';
import { logWriterSettings } from '../../../workers/log-writer/command.ts';
import { requiredByAuth } from '../../../workers/opensearch/connection.ts';
import { readSettings } from '../../../workers/settings.ts';

const sound = { VIGIA_ENV: 'prod', OPENSEARCH_URL: 'https://opensearch:9200' };
const read = (env: Record<string, string>) => readSettings(logWriterSettings, env, requiredByAuth(env));

describe('settings', () => {
  test('two are enough, the others have defaults', () => {
    expect(read(sound)).toEqual({
      ...sound,
      HOST: '0.0.0.0',
      PORT: 4318,
      LOG_WRITER_MAX_IN_FLIGHT_BYTES: 67_108_864,
      OPENSEARCH_AUTH: 'none',
    });
  });

  test('every mistake is reported at once, with what was found and what would do', () => {
    expect(() =>
      read({ VIGIA_ENV: 'prod-eu', PORT: '70000', OPENSEARCH_AUTH: 'kerberos', OPENSEARCH_CA_FILE: '/nowhere/ca.pem' }),
    ).toThrow(
      [
        'The environment has 5 mistake(s):',
        '  VIGIA_ENV: found "prod-eu"; needs up to 32 lower-case letters and digits, a letter first, such as prod',
        '  PORT: found "70000"; needs a port from 0 to 65535, such as 4318',
        '  OPENSEARCH_URL: found nothing; needs an http or https address with neither path nor user name, such as https://opensearch.internal:9200',
        '  OPENSEARCH_CA_FILE: found "/nowhere/ca.pem"; needs the path of a readable PEM file, such as /etc/opensearch/ca.pem',
        '  OPENSEARCH_AUTH: found "kerberos"; needs one of none, basic, sigv4, such as sigv4',
      ].join('\n'),
    );
  });

  test('basic authentication needs both of its settings', () => {
    expect(() => read({ ...sound, OPENSEARCH_AUTH: 'basic' })).toThrow(
      [
        'The environment has 2 mistake(s):',
        '  OPENSEARCH_USERNAME: found nothing; needs a user name where OPENSEARCH_AUTH is basic, such as log-writer',
        '  OPENSEARCH_PASSWORD: found nothing; needs a password where OPENSEARCH_AUTH is basic, such as one from the secret store',
      ].join('\n'),
    );
  });

  test('SigV4 needs a region', () => {
    expect(() => read({ ...sound, OPENSEARCH_AUTH: 'sigv4' })).toThrow('AWS_REGION: found nothing');
    expect(read({ ...sound, OPENSEARCH_AUTH: 'sigv4', AWS_REGION: 'us-gov-west-1' }).AWS_REGION).toBe('us-gov-west-1');
  });

  test('an address that carries a password is refused', () => {
    expect(() => read({ ...sound, OPENSEARCH_URL: 'https://user:hunter2@opensearch:9200' })).toThrow('OPENSEARCH_URL');
  });

  test('memory too small for one longest request is refused', () => {
    expect(() => read({ ...sound, LOG_WRITER_MAX_IN_FLIGHT_BYTES: '1000000' })).toThrow('a whole number of bytes from 34603008');
  });
});
