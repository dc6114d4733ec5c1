import { describe, expect, it } from 'vitest';
import { dashboard } from '../../../dashboards/dashboard.ts';
import { busiest, type Panel, series } from '../../../dashboards/panel.ts';
import { INTERVAL } from '../../../dashboards/variables.ts';
import { type Choice, dataOf, tenants } from '../../../pictures/query/data.ts';
import { duration } from '../../../telemetry/contract/index.ts';
import { recorded } from '../../../telemetry/query/index.ts';
import { type Answer, standIn } from '../../support/pictures/server.ts';

const result = (...found: readonly object[]): Answer => ({ status: 200, body: { status: 'success', data: { result: found } } });
const NOTHING = result();

const rate = recorded('tenant:request_rate:rate5m');
const about = { title: 'Title', description: 'Description.' };
const line: Panel = {
  ...about,
  kind: 'time-series',
  id: 'line',
  unit: 'requestsPerSecond',
  style: 'lines',
  targets: [busiest(rate, '{{tenant}}')],
};
const total = series(rate.sumBy('env'), 'All');
const stat: Panel = { ...about, kind: 'stat', id: 'stat', unit: 'requestsPerSecond', course: false, targets: [total] };
const audit: Panel = {
  ...about,
  kind: 'records',
  id: 'audit',
  source: 'audit',
  columns: [{ field: 'timestamp', title: 'When' }],
};

const at = (text: string) => Date.parse(`2026-03-01T${text}Z`);
const CHOICE: Choice = {
  env: 'local',
  tenants: ['clinica-sur'],
  interval: duration('15m'),
  from: at('06:00:00'),
  to: at('12:00:00'),
  speed: 1,
};

const showing = (...panels: readonly Panel[]) =>
  dashboard({
    name: 'operations',
    title: 'Test',
    description: 'Test.',
    rows: panels.map((panel) => ({ height: 4, panels: [[24, panel]] })),
  });

describe('the data of a dashboard', () => {
  it('is what each panel asks, under its id', async () => {
    const sur = { tenant: 'clinica-sur', env: 'local' };
    const { url, asked } = await standIn(({ path, form }) => {
      if (path === '/api/v1/query') return result({ metric: {}, value: [43_200, '1.5'] });
      if (form.query?.includes('service_build_info')) return NOTHING;
      const values = [
        [at('11:57:00') / 1_000, '2'],
        [at('11:58:30') / 1_000, 'NaN'],
        [at('12:00:00') / 1_000, '+Inf'],
      ];
      return result({ metric: sur, values });
    });
    const { panels, marks, chosen, from, to } = await dataOf(showing(line, stat), { prometheus: url }, CHOICE);
    expect(panels).toEqual({
      line: { kind: 'series', series: [{ name: 'clinica-sur', labels: sur, points: [[at('11:57:00'), 2]] }], stepMs: 90_000 },
      stat: { kind: 'values', values: [{ name: 'All', labels: {}, value: 1.5 }] },
    });
    expect({ marks, chosen, from, to }).toEqual({
      marks: [],
      chosen: { environment: 'local', clinics: 'clinica-sur', interval: '15m' },
      from: CHOICE.from,
      to: CHOICE.to,
    });
    expect(asked.find(({ form }) => form.query?.startsWith('tenant:request_rate'))).toMatchObject({
      path: '/api/v1/query_range',
      form: { start: String(at('06:00:00') / 1_000), end: String(at('12:00:00') / 1_000), step: '1m30s' },
    });
    expect(asked.find(({ form }) => form.query?.startsWith('sum by'))).toEqual({
      path: '/api/v1/query',
      form: {
        query: 'sum by (env) (tenant:request_rate:rate5m{env="local", tenant=~"clinica-sur"})',
        time: String(CHOICE.to / 1_000),
      },
    });
  });

  it('of bars has one for each interval, and of a panel with a time of its own is of that time', async () => {
    const { url, asked } = await standIn(() => NOTHING);
    const counted = recorded('tenant:auth_events:increase5m_tile').sumOver(INTERVAL).sumBy('env');
    const bars: Panel = { ...line, id: 'bars', style: 'bars', targets: [series(counted, 'All')] };
    const dear: Panel = { ...line, id: 'dear', everyInterval: true, targets: [series(counted, 'All')] };
    const month: Panel = { ...line, id: 'month', targets: [total], range: duration('30d') };
    const { panels } = await dataOf(showing(bars, dear, month), { prometheus: url }, CHOICE);
    expect(panels).toEqual({
      bars: { kind: 'series', series: [], stepMs: 900_000 },
      dear: { kind: 'series', series: [], stepMs: 900_000 },
      month: { kind: 'series', series: [], stepMs: 10_800_000 },
    });
    expect(asked.find(({ form }) => form.query?.includes('[15m]'))?.form).toMatchObject({ step: '15m' });
    expect(asked.find(({ form }) => form.query?.startsWith('sum by (env) (tenant:request'))?.form).toMatchObject({
      start: String(CHOICE.to / 1_000 - 30 * 86_400),
      end: String(CHOICE.to / 1_000),
    });
  });

  it('has as many points as a panel says, and of one moment reads the highest once', async () => {
    const { url, asked } = await standIn(() => NOTHING);
    const coarse: Panel = { ...line, id: 'coarse', targets: [total], points: 60 };
    const { title, description } = line;
    const targets = [busiest(recorded('tenant:cpu_cores:rate5m'), '{{tenant}}')];
    const bars: Panel = { kind: 'bar-gauge', id: 'bars', title, description, unit: 'cores', targets };
    const { panels } = await dataOf(showing(coarse, bars), { prometheus: url }, CHOICE);
    expect(panels.coarse).toMatchObject({ stepMs: 360_000 });
    expect(asked.map(({ form }) => form.query)).toContain('topk(10, tenant:cpu_cores:rate5m{env="local", tenant=~"clinica-sur"})');
  });

  it('marks deployments', async () => {
    const build = { metric: { service: 'clinic', version: '1.2.0' }, values: [[at('10:00:00') / 1_000, '1']] };
    const { url } = await standIn(({ form }) =>
      form.query?.includes('service_build_info{env="local"}') ? result(build) : NOTHING,
    );
    const { marks } = await dataOf(showing(stat), { prometheus: url }, CHOICE);
    expect(marks).toEqual([{ from: at('10:00:00'), to: at('10:00:00'), text: 'clinic 1.2.0' }]);
  });

  it('tells of each panel that failed why, and of the others what they show', async () => {
    const refused: Answer = { status: 422, body: { status: 'error', error: 'query processing would load too many samples' } };
    const { url } = await standIn(({ path }) => (path === '/api/v1/query' ? result() : refused));
    const { panels, marks } = await dataOf(showing(line, stat, audit), { prometheus: url }, CHOICE);
    expect(panels).toEqual({
      line: { kind: 'failed', message: 'Prometheus refuses the query: query processing would load too many samples' },
      stat: { kind: 'values', values: [] },
      audit: { kind: 'failed', message: 'Records are in OpenSearch, and its address was not given.' },
    });
    expect(marks).toEqual([]);
  });

  it('names who does not answer, and who answers something else', async () => {
    const { url } = await standIn(() => ({ status: 200, body: 'a log-in page' }));
    const odd = await dataOf(showing(stat), { prometheus: `${url}/` }, CHOICE);
    expect(odd.panels.stat).toEqual({ kind: 'failed', message: 'Prometheus answered 200, and no JSON of its query API.' });
    const nobody = { prometheus: 'http://127.0.0.1:1', opensearch: 'http://admin:secret@127.0.0.1:1' };
    const { panels } = await dataOf(showing(stat, audit), nobody, CHOICE);
    expect(panels).toEqual({
      stat: { kind: 'failed', message: 'Prometheus at http://127.0.0.1:1 cannot be reached.' },
      audit: { kind: 'failed', message: 'OpenSearch at http://127.0.0.1:1 cannot be reached.' },
    });
  });

  it('asks no more than four things at once', async () => {
    let open = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const { url, asked } = await standIn(async () => {
      most = Math.max(most, ++open);
      await new Promise<void>((go) => waiting.push(go));
      open--;
      return NOTHING;
    });
    const many = Array.from({ length: 11 }, (_, i): Panel => ({ ...stat, id: `stat-${i}` }));
    const data = dataOf(showing(...many), { prometheus: url }, CHOICE);
    for (let answered = 0; answered < 12; answered++) {
      await expect.poll(() => waiting.length).toBeGreaterThan(answered);
      waiting[answered]?.();
    }
    expect(Object.keys((await data).panels)).toHaveLength(11);
    expect({ most, asked: asked.length }).toEqual({ most: 4, asked: 12 });
  });

  it('is refused where no clinic is chosen', async () => {
    await expect(dataOf(showing(stat), { prometheus: 'http://127.0.0.1:1' }, { ...CHOICE, tenants: [] })).rejects.toThrow(
      RangeError,
    );
  });
});

describe('records', () => {
  it('are what OpenSearch found, as it is', async () => {
    const found = [{ _source: { timestamp: '2026-03-01T11:00:00.000Z' } }, {}];
    const { url, asked } = await standIn(({ path }) =>
      path === '/audit-local-*/_search' ? { status: 200, body: { hits: { hits: found } } } : NOTHING,
    );
    const { panels } = await dataOf(showing(audit), { prometheus: url, opensearch: url }, CHOICE);
    expect(panels.audit).toEqual({ kind: 'records', records: [{ timestamp: '2026-03-01T11:00:00.000Z' }, {}] });
    expect(asked.map(({ path }) => path)).toContain('/audit-local-*/_search');
  });

  it('that were refused say so in their panel', async () => {
    const refused: Answer = { status: 403, body: { error: { type: 'security_exception', reason: 'no permissions' }, status: 403 } };
    const { url } = await standIn(({ path }) => (path.startsWith('/api') ? NOTHING : refused));
    const { panels } = await dataOf(showing(audit), { prometheus: url, opensearch: url }, CHOICE);
    expect(panels.audit).toEqual({ kind: 'failed', message: 'OpenSearch refuses the search: no permissions' });
  });
});

describe('the clinics to choose from', () => {
  it('are those of the environment that had requests in the time, without the requests of none', async () => {
    const { url, asked } = await standIn(() => ({
      status: 200,
      body: { status: 'success', data: ['__none__', '__overflow__', 'clinic-10', 'clinic-2'] },
    }));
    expect(await tenants({ prometheus: url }, CHOICE)).toEqual(['__overflow__', 'clinic-2', 'clinic-10']);
    expect(asked).toEqual([
      {
        path: '/api/v1/label/tenant/values',
        form: {
          'match[]': 'tenant:request_rate:rate5m{env="local", tenant=~".*"}',
          start: String(CHOICE.from / 1_000),
          end: String(CHOICE.to / 1_000),
        },
      },
    ]);
  });
});
