/** What pictures ask, on a real Prometheus. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheusAt } from '../../pictures/query/prometheus.ts';
import { startPrometheus, type TestPrometheus } from '../support/prometheus.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigia-pictures-prometheus-'));
let prometheus: TestPrometheus;

beforeAll(async () => {
  prometheus = await startPrometheus(folder);
}, 90_000);

afterAll(async () => {
  await prometheus?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a query over time', () => {
  // In seconds, the first four are numbers that a binary fraction is short of.
  it.each([1_001, 1_009, 2_010, 16_022, 500, 4_035, 90_000])(
    'is answered up to its last moment by steps of %d ms',
    async (step) => {
      const from = Date.UTC(2026, 0, 15, 12, 0, 0, 7);
      const moments = Array.from({ length: 61 }, (_, i) => from + i * step);
      const [series, ...others] = await prometheusAt(prometheus.url).during('vector(1)', { from, to: from + 60 * step, step });
      expect(others).toEqual([]);
      expect(series?.points).toEqual(moments.map((moment) => [moment, 1]));
    },
  );
});
