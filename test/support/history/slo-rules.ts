/** The objectives' own recording rules, run over a history. */
import { prometheusRules } from '../../../alerts/render/prometheus.ts';
import { startPrometheus } from '../prometheus.ts';
import { recordHistory, rulesWith } from './record.ts';

const HOUR = 3_600;

/** What is recorded of one tenant of `api-availability` at the end of a history. */
export interface Recorded {
  readonly good: number;
  readonly total: number;
  /** Absent where there was no request. */
  readonly ratio: number | undefined;
  readonly remaining: number | undefined;
}

/** Records the tiles of every hour of `days` days, then the long windows at their end, and reads those. */
export async function recordObjectives(folder: string, until: number, days: number): Promise<ReadonlyMap<string, Recorded>> {
  const links = { runbooks: 'https://docs.example/runbooks', grafanaUrl: 'https://grafana.example' };
  const file = prometheusRules({ speed: 1, ...links, evaluator: 'prometheus' });
  const hours = { from: until - days * 24 * HOUR + HOUR, to: until, step: HOUR };
  await recordHistory(folder, rulesWith(file, 'slo:total:increase1h_tile'), hours);
  await recordHistory(folder, rulesWith(file, 'slo:total:increase_period'), { from: until, to: until, step: HOUR });
  const server = await startPrometheus(folder);
  try {
    const read = async (name: string) => {
      const samples = await server.query(`${name}{slo="api-availability"}`, until);
      return new Map(samples.map(({ labels, value }) => [labels.tenant ?? '', value]));
    };
    const [good, total] = [await read('slo:good:increase_period'), await read('slo:total:increase_period')];
    const [ratio, remaining] = [await read('slo:errors:ratio_period'), await read('slo:error_budget:remaining_ratio')];
    return new Map(
      [...total].map(([tenant, count]) => [
        tenant,
        { good: good.get(tenant) ?? Number.NaN, total: count, ratio: ratio.get(tenant), remaining: remaining.get(tenant) },
      ]),
    );
  } finally {
    await server.stop();
  }
}
