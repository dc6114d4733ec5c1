import { describe, expect, it } from 'vitest';
import { doneBetween } from '../../../bench/cluster/counters.ts';
import { exportsOf } from '../../../bench/cluster/loads.ts';
import { field } from '../../../bench/cluster/usage.ts';
import { sumOf } from '../../support/cluster/observed/counters.ts';

describe('a counter in the text form', () => {
  const text = `# HELP written_total Written.
# TYPE written_total counter
written_total{kind="log"} 40
written_total{kind="audit"} 2
written_total_of_another 1000
`;
  it('is the sum of its series, and of no name that only begins like it', () => {
    expect(sumOf(text, 'written_total')).toBe(42);
  });

  it('is zero before its first series, and reads a number with an exponent', () => {
    expect(sumOf(text, 'refused_total')).toBe(0);
    expect(sumOf('appended_total 1.5e+06\n', 'appended_total')).toBe(1_500_000);
  });
});

it('takes what was done from two readings, and of series how many there are', () => {
  expect(doneBetween({ samples: 100, series: 900 }, { samples: 350, series: 1_000 })).toEqual({ samples: 250, series: 1_000 });
  expect(doneBetween({}, { lines: 5 })).toEqual({ lines: 5 });
});

describe('figures of the kernel', () => {
  it('are found by their whole name', () => {
    expect(field('total_inactive_file 12\ninactive_file 7\n', 'inactive_file')).toBe(7);
  });

  it('are missed by name', () => {
    expect(() => field('cache 1\n', 'inactive_file')).toThrow('The kernel\'s figures have no "inactive_file".');
  });
});

it('exports every histogram once, in requests of at most 5,000, and grows each with every export', () => {
  interface Request {
    readonly resourceMetrics: readonly {
      readonly scopeMetrics: readonly {
        readonly metrics: readonly {
          readonly name: string;
          readonly histogram: { readonly dataPoints: readonly { readonly attributes: unknown; readonly count: string }[] };
        }[];
      }[];
    }[];
  }
  const pointsAt = (ms: number) =>
    (exportsOf(6_000, 1_000_000, 1_000_000 + ms) as Request[]).map(({ resourceMetrics: [resource] }) => {
      const [metric] = resource?.scopeMetrics[0]?.metrics ?? [];
      expect(metric?.name).toBe('http.route.request.duration');
      return metric?.histogram.dataPoints ?? [];
    });
  expect(pointsAt(0).map(({ length }) => length)).toEqual([5_000, 1_000]);
  const sets = pointsAt(0)
    .flat()
    .map(({ attributes }) => JSON.stringify(attributes));
  expect(new Set(sets).size).toBe(6_000);
  // 12 boundaries make 13 buckets.
  expect(pointsAt(0).flat()[5_999]?.count).toBe('13');
  expect(pointsAt(15_000).flat()[0]?.count).toBe('26');
});
