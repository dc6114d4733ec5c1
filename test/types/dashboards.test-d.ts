/** What must not compile. Each line below an expectation is an error; were it none, the type check would fail. */
import { expectTypeOf, test } from 'vitest';
import type { RecordsPanel, StatPanel } from '../../dashboards/panel.ts';
import { busiest, series } from '../../dashboards/panel.ts';
import type { grafanaDashboards } from '../../dashboards/render/grafana.ts';
import { counter, recorded } from '../../telemetry/query/index.ts';

const about = { id: 'sample', title: 'Sample', description: 'A sample.' } as const;
const requests = recorded('tenant:request_rate:rate5m');

test('a panel has a unit that every renderer knows', () => {
  const stat = { ...about, kind: 'stat', course: false, targets: [busiest(requests, '{{tenant}}')] } as const;
  expectTypeOf<typeof stat & { unit: 'requestsPerSecond' }>().toExtend<StatPanel>();
  // @ts-expect-error "reqps" is Grafana's word alone
  const panel: StatPanel = { ...stat, unit: 'reqps' };
  expectTypeOf(panel).toEqualTypeOf<StatPanel>();
});

test('a panel shows fields that records have', () => {
  // @ts-expect-error the contract has no "message"
  const panel: RecordsPanel = { ...about, kind: 'records', source: 'logs', columns: [{ field: 'message', title: 'What' }] };
  expectTypeOf(panel).toEqualTypeOf<RecordsPanel>();
});

test('no target is a text in PromQL, or a counter as it stands', () => {
  // @ts-expect-error a text
  series('sum(reservations_total)', 'Reservations');
  // @ts-expect-error a counter has only a rate and an increase
  busiest(counter('reservations_total'), '{{tenant}}');
});

test('a rendering says who evaluates, and how fast the clock runs', () => {
  expectTypeOf<Parameters<typeof grafanaDashboards>[0]>().toExtend<{ evaluator: 'grafana' | 'prometheus'; speed: number }>();
});
