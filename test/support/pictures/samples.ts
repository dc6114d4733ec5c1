/** The last hours of every recorded series, and what happened in them, for pictures: made up, and of each clinic its own. */
import { type LabelName, labels, recorded } from '../../../telemetry/contract/index.ts';
import { seriesText } from '../history/openmetrics.ts';

export interface SamplesOptions {
  /** Each with the factor that its values have. */
  readonly tenants: Readonly<Record<string, number>>;
  /** Unix times in seconds. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const ENV = 'local';

type Write = (series: string, value: number, at: number) => void;

/** Writes them one after the other, each in the order of time. */
export function recordedSamples({ tenants, from, to, step }: SamplesOptions): (write: Write) => void {
  return (write) => {
    for (const [name, { labels: own, unit }] of Object.entries(recorded)) {
      for (const [i, set] of labelSets(own, Object.keys(tenants)).entries()) {
        const series = seriesText(name, set);
        const factor = (tenants[set.tenant ?? ''] ?? 1) * (unit === '1' ? 0.02 : 10);
        for (let at = from; at <= to; at += step) write(series, factor * (1 + Math.sin(at / 3_000 + i) / 4), at);
      }
    }
  };
}

/** An alert that has fired all the time, and a process that began to report its version in the middle of it. */
export function happenings({ tenants, from, to, step }: SamplesOptions): (write: Write) => void {
  const [tenant = ''] = Object.keys(tenants);
  const firing = { alertstate: 'firing', env: ENV };
  return (write) => {
    const always = [
      seriesText('ALERTS', { alertname: 'TenantHighErrorRate', severity: 'critical', tenant, ...firing }),
      seriesText('ALERTS', { alertname: 'Watchdog', severity: 'none', ...firing }),
    ];
    for (const series of always) for (let at = from; at <= to; at += step) write(series, 1, at);
    const build = seriesText('service_build_info', { env: ENV, service: 'clinic', instance: 'a', version: '1.2.0' });
    for (let at = Math.round((from + to) / 2); at <= to; at += step) write(build, 1, at);
  };
}

/** Every combination of the labels' values. */
function labelSets(own: readonly LabelName[], tenants: readonly string[]): readonly Readonly<Record<string, string>>[] {
  return own.reduce<readonly Readonly<Record<string, string>>[]>(
    (sets, label) => sets.flatMap((set) => valuesOf(label, tenants).map((value) => ({ ...set, [label]: value }))),
    [{}],
  );
}

function valuesOf(label: LabelName, tenants: readonly string[]): readonly string[] {
  const named: Partial<Record<LabelName, readonly string[]>> = {
    env: [ENV],
    tenant: tenants,
    le: ['0.1', '0.5', '1.0', '+Inf'],
    currency: ['eur'],
  };
  const definition = labels[label];
  return named[label] ?? ('values' in definition ? definition.values : [`${label}-a`, `${label}-b`]);
}
