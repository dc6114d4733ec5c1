/** Tests of one group of recording rules on the real promtool: raw series in, recorded values out. */
import type { MaintenanceWindow } from '../../alerts/maintenance.ts';
import { prometheusRules } from '../../alerts/render/prometheus.ts';
import { LINKS, promtoolTest } from './promtool.ts';

export interface RecordingTest {
  /** The group whose rules are evaluated, at its own interval. promtool knows one interval only, so no other group is there. */
  readonly group: string;
  /** Time between two samples of the series. */
  readonly every: string;
  /** Series in promtool's notation. */
  readonly series: Readonly<Record<string, string>>;
  /** When the series begin: ISO 8601. Default 1970. */
  readonly from?: string;
  readonly maintenance?: readonly MaintenanceWindow[];
  /** Time between two evaluations, where the group's own would only take longer. */
  readonly evaluateEvery?: string;
  /** Recorded values by labels at a moment after the beginning, to six digits after the point; none: there is no such series. */
  readonly expected: readonly { readonly at: string; readonly query: string; readonly values: Readonly<Record<string, number>> }[];
}

/** Empty for a test that holds, else what promtool says. */
export async function recordingFailure(test: RecordingTest): Promise<string> {
  const { groups } = prometheusRules({ speed: 1, ...LINKS, evaluator: 'prometheus', maintenance: test.maintenance ?? [] });
  const own = groups.filter(({ name }) => name === test.group || name === 'vigia-maintenance');
  const interval = own.find(({ name }) => name === test.group)?.interval;
  if (!interval) throw new RangeError(`There is no group ${test.group}: there are ${groups.map(({ name }) => name).join(', ')}.`);
  return promtoolTest(
    { groups: own },
    {
      evaluation_interval: test.evaluateEvery ?? interval,
      tests: [
        {
          interval: test.every,
          ...(test.from && { start_timestamp: test.from }),
          input_series: Object.entries(test.series).map(([series, values]) => ({ series, values })),
          promql_expr_test: test.expected.map(({ at, query, values }) => ({
            // Binary fractions: a tenth of ten is not always one.
            expr: `round(${query}, 0.000001)`,
            eval_time: at,
            exp_samples: Object.entries(values).map(([labels, value]) => ({ labels, value })),
          })),
        },
      ],
    },
  );
}
