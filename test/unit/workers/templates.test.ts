import { logFields, recordFields } from '@vigia/telemetry/contract';
import { describe, expect, test } from 'vitest';
import { indexName } from '../../../workers/opensearch/indices.ts';
import { ingestPipelines } from '../../../workers/opensearch/pipelines.ts';
import { indexTemplates } from '../../../workers/opensearch/templates.ts';

const templates = indexTemplates({ env: 'prod', shards: 2, replicas: 1 });
const mappingsOf = (name: string) => templates[name]?.template.mappings;

describe('index templates', () => {
  test('there is one for each kind of index, for the indices of its environment alone', () => {
    expect(Object.entries(templates).map(([name, { index_patterns }]) => [name, index_patterns])).toEqual([
      ['vigia-logs-prod', ['logs-prod-*']],
      ['vigia-audit-prod', ['audit-prod-*']],
      ['vigia-dead-letters-prod', ['dead-letters-prod-*']],
    ]);
  });

  test('shards and replicas are what they are told to be', () => {
    for (const { template } of Object.values(templates)) {
      expect(template.settings.index).toMatchObject({ number_of_shards: 2, number_of_replicas: 1 });
    }
  });

  test('audit indices end every write with the append-only pipeline, and they alone', () => {
    expect(Object.values(templates).map(({ template }) => template.settings.index.final_pipeline)).toEqual([
      undefined,
      'vigia-append-only-prod',
      undefined,
    ]);
    expect(ingestPipelines('prod')['vigia-append-only-prod']?.processors).toEqual([
      { set: { field: '_version', value: 1 } },
      { set: { field: '_version_type', value: 'external' } },
    ]);
  });

  test('each logs searches and writes that take five seconds, without the record', () => {
    for (const { template } of Object.values(templates)) {
      expect(template.settings.index).toMatchObject({
        search: { slowlog: { threshold: { query: { warn: '5s' } } } },
        indexing: { slowlog: { source: 'false', threshold: { index: { warn: '5s' } } } },
      });
    }
  });

  test('each refuses fields that it does not know', () => {
    expect(Object.values(templates).map(({ template }) => template.mappings.dynamic)).toEqual(['strict', 'strict', 'strict']);
  });

  test('logs have the fields of log lines, audit records those of their chain too', () => {
    expect(Object.keys(mappingsOf('vigia-logs-prod')?.properties ?? {})).toEqual(Object.keys(logFields));
    expect(Object.keys(mappingsOf('vigia-audit-prod')?.properties ?? {})).toEqual(Object.keys(recordFields));
  });

  test('types follow from the contract', () => {
    expect(mappingsOf('vigia-audit-prod')?.properties).toMatchObject({
      timestamp: { type: 'date', format: 'strict_date_optional_time' },
      latencyMs: { type: 'float' },
      seq: { type: 'long' },
      changed: { type: 'keyword' },
      ip: { type: 'ip_range', fields: { keyword: { type: 'keyword' } } },
    });
  });

  test('a dead letter keeps its record as it came, unindexed', () => {
    expect(mappingsOf('vigia-dead-letters-prod')?.properties).toMatchObject({
      time: { type: 'date' },
      reason: { type: 'keyword' },
      detail: { index: false },
      record: { type: 'object', enabled: false },
    });
  });
});

test('logs have an index for each day, the others for each month, in UTC', () => {
  const lateOnNewYearsEve = new Date('2026-12-31T23:30:00-05:00');
  expect(indexName('logs', 'prod', lateOnNewYearsEve)).toBe('logs-prod-2027.01.01');
  expect(indexName('audit', 'prod', lateOnNewYearsEve)).toBe('audit-prod-2027.01');
  expect(indexName('dead-letters', 'prod', lateOnNewYearsEve)).toBe('dead-letters-prod-2027.01');
});
