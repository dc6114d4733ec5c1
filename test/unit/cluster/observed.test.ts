import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepContainerLogs } from '../../support/cluster/observed/container-logs.ts';
import { sumOf } from '../../support/cluster/observed/counters.ts';
import { standardOutput } from '../../support/cluster/observed/cri.ts';

const AT = '2026-01-01T00:00:00.000000000Z';

describe('a container’s log file', () => {
  it('is read line by line, standard output alone, without what is still being written', () => {
    const text = `${AT} stdout F one\n${AT} stderr F not this\n${AT} stdout F \n${AT} stdout F two words\n${AT} stdout F half`;
    expect(standardOutput(text)).toEqual(['one', '', 'two words']);
  });

  it('has long lines in parts, which are joined, whatever is said between them', () => {
    const text = `${AT} stdout P {"a":\n${AT} stderr F warning\n${AT} stdout P 1\n${AT} stdout F }\n${AT} stdout P left`;
    expect(standardOutput(`${text}\n`)).toEqual(['{"a":1}']);
  });

  it('is refused where a line of it is nothing that a runtime writes', () => {
    expect(() => standardOutput('{"log":"of docker"}\n')).toThrow('This is no entry of a container\'s log: {"log":"of docker"}');
  });
});

describe('kept logs', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'vigia-kept-'));
  });
  afterEach(() => rmSync(data, { recursive: true }));

  /** @param pod as the kubelet calls its folder */
  function write(pod: string, file: string, ...lines: string[]): string {
    const folder = join(data, 'var-log/pods', pod, 'clinic');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, file);
    writeFileSync(path, lines.map((line) => `${AT} stdout F ${line}\n`).join(''));
    return path;
  }

  it('are the JSON lines of one namespace, rotated ones too, and none of a compressed copy', () => {
    write('clinic_a_1', '0.log', '{"n":1}', 'started', '{"n":2}');
    write('clinic_a_1', '0.log.20260101-000000', '{"n":3}');
    write('clinic_a_1', '0.log.20260101-000000.gz', '{"n":4}');
    write('clinical_b_2', '0.log', '{"n":5}');
    const logs = keepContainerLogs(data, 'clinic');
    expect(logs.written().map(({ n }) => n)).toHaveLength(3);
    expect(new Set(logs.written().map(({ n }) => n))).toEqual(new Set([1, 2, 3]));
    logs.stop();
  });

  it('outlive their pod, and are counted once under a new name', () => {
    const first = write('clinic_a_1', '0.log', '{"n":1}');
    const logs = keepContainerLogs(data, 'clinic');
    renameSync(first, `${first}.20260101-000000`);
    write('clinic_b_2', '0.log', '{"n":2}');
    expect(new Set(logs.written().map(({ n }) => n))).toEqual(new Set([1, 2]));
    rmSync(join(data, 'var-log/pods/clinic_a_1'), { recursive: true });
    expect(logs.written()).toHaveLength(2);
    logs.stop();
  });
});

it('counters are added up over the samples that carry the labels', () => {
  const page = [
    '# TYPE spans_total counter',
    'spans_total{receiver="otlp",transport="http"} 3',
    'spans_total{receiver="otlp",transport="grpc"} 4',
    'spans_total{receiver="otlp/logs",transport="http"} 50',
    'spans_total_more{receiver="otlp"} 600',
    'started 1.5e+09',
  ].join('\n');
  expect(sumOf(page, 'spans_total', { receiver: 'otlp' })).toBe(7);
  expect(sumOf(page, 'spans_total')).toBe(57);
  expect(sumOf(page, 'started')).toBe(1_500_000_000);
  expect(sumOf(page, 'other')).toBe(0);
});
