import { describe, expect, it } from 'vitest';
import { platform } from '../../../dashboards/platform.ts';
import { contract } from '../../../telemetry/contract/index.ts';
import { selectorsOf } from '../../../telemetry/query/index.ts';
import { asked, panelOf, queriesOf } from '../../support/asked.ts';

/** Series that nobody emits yet. */
const planned = new Set(
  Object.entries({ ...contract.metrics, ...contract.platformMetrics }).flatMap(([name, metric]) =>
    'planned' in metric ? [name] : [],
  ),
);

const waiting = platform.panels.filter(({ panel }) =>
  Object.values(queriesOf(panel)).some(({ node }) => selectorsOf(node).some(({ series }) => planned.has(series))),
);

describe('the top of Platform', () => {
  it('says at a glance whether the other dashboards can be believed', () => {
    expect(platform.panels.filter(({ y }) => y === 0).map(({ panel }) => panel.title)).toEqual([
      'Servers down',
      'Fullest queue',
      'Lost in an hour',
      'Set aside in an hour',
      'Slowest rules',
      'Notifications failed',
      'Clinics with metrics',
    ]);
  });

  it('has a zero for what has never happened, wherever anything is scraped', () => {
    for (const id of ['lost-in-hour', 'dead-letters-in-hour', 'notifications-failed']) {
      for (const query of Object.values(asked(platform, id)))
        expect(query).toMatch(/ or \(group by \(env\) \(up\{env="\$env"\}\) \* 0\)$/);
    }
  });

  it('is coloured from the first one on, where the alert speaks of the first, and not at zero', () => {
    for (const [id, state] of [
      ['lost-in-hour', 'warning'],
      ['dead-letters-in-hour', 'warning'],
      ['notifications-failed', 'critical'],
    ] as const) {
      expect(panelOf(platform, id)).toMatchObject({ thresholds: { base: 'good', steps: [{ from: 1, state }] } });
    }
  });
});

it('queues and rules show the lines of their alerts', () => {
  expect(panelOf(platform, 'queue-fill')).toMatchObject({ thresholds: { steps: [{ from: 0.5, state: 'warning' }] } });
  expect(panelOf(platform, 'rule-duration')).toMatchObject({ thresholds: { steps: [{ from: 0.8, state: 'warning' }] } });
  expect(panelOf(platform, 'spans-discarded')).toMatchObject({ thresholds: { steps: [{ from: 0.01, state: 'warning' }] } });
});

describe('what containers and volumes use', () => {
  it('is CPU of all containers of a name together', () => {
    expect(asked(platform, 'container-cpu')['{{namespace}} {{container}}']).toContain(
      'sum by (env, namespace, container) (max by (env, namespace, pod, container) (container_cpu_usage{env="$env"}))',
    );
  });

  it('is memory of the fullest one, as a share of its limit without what the cache holds', () => {
    const workingSet = 'max by (env, namespace, pod, container) (container_memory_working_set_bytes{env="$env"})';
    const left = 'max by (env, namespace, pod, container) (container_memory_available_bytes{env="$env"})';
    expect(asked(platform, 'container-memory')['{{namespace}} {{container}}']).toContain(
      `max by (env, namespace, container) (${workingSet} / (${workingSet} + ${left}))`,
    );
    expect(panelOf(platform, 'container-memory')).toMatchObject({
      thresholds: {
        steps: [
          { from: 0.8, state: 'warning' },
          { from: 0.95, state: 'critical' },
        ],
      },
    });
  });

  it('is a volume of its namespace, with the lines of both alerts', () => {
    const of = (series: string) => `max by (env, namespace, volume) (${series}{env="$env"})`;
    expect(asked(platform, 'volumes')['{{namespace}} {{volume}}']).toContain(
      `1 - (${of('k8s_volume_available_bytes')} / ${of('k8s_volume_capacity_bytes')})`,
    );
    expect(panelOf(platform, 'volumes')).toMatchObject({
      thresholds: {
        steps: [
          { from: 0.6, state: 'warning' },
          { from: 0.95, state: 'critical' },
        ],
      },
    });
  });
});

it('certificates are worst where least is left: the first to expire comes first', () => {
  expect(panelOf(platform, 'certificates')).toMatchObject({
    thresholds: {
      base: 'critical',
      steps: [
        { from: 3 * 86_400, state: 'warning' },
        { from: 14 * 86_400, state: 'good' },
      ],
    },
  });
  expect(asked(platform, 'certificates')).toEqual({
    '{{target}}': 'bottomk(10, max by (env, target) (tlscheck_time_left_seconds{env="$env"}))',
  });
});

it('audit records that are missing are what was written and has not arrived, and never less than none', () => {
  const written = 'sum by (env) (sum_over_time(tenant:audit_events:increase5m_tile{env="$env", tenant=~"$tenant"}[$interval]))';
  const arrived = 'sum by (env) (sum_over_time(tenant:audit_records:increase5m_tile{env="$env", tenant=~"$tenant"}[$interval]))';
  expect(asked(platform, 'audit-compared')).toEqual({
    Arrived: arrived,
    Missing: `clamp_min(${written} - (${arrived} or (${written} * 0)), 0)`,
  });
});

it('what the balancer sends again is not lost', () => {
  expect(asked(platform, 'lost').Spans).toContain(
    'increase(otelcol_exporter_send_failed_spans_total{exporter!~"(otlp/|otlp_grpc/).*", env="$env"}[$interval] anchored)',
  );
});

it('notifications are counted of whichever router runs', () => {
  const query = asked(platform, 'notification-failures')['{{integration}}'];
  expect(query).toContain('alertmanager_notifications_failed_total');
  expect(query).toContain('grafana_alerting_notifications_failed_total');
});

describe('panels of what nobody emits yet', () => {
  it('are these', () => {
    expect(waiting.map(({ panel }) => panel.id)).toEqual(['backups', 'restore-test', 'audit-export', 'certificates']);
  });

  it('say so, and stand under a heading that says so, below everything else', () => {
    for (const { panel } of waiting) expect(panel.description).toMatch(/Empty until .+ is there, which comes later\.$/);
    const heading = platform.headings.at(-1);
    expect(heading?.title).toBe('Backups and certificates: these wait for what measures them');
    const below = platform.panels.filter(({ y }) => y > Number(heading?.y));
    expect(below).toEqual(waiting);
  });
});
