/** Series of the contract that neither a panel nor an alert comes to, and why there are such. A test finds those that are missing here. */
import type { MetricName, PlatformMetricName, RecordedName } from '../telemetry/contract/index.ts';

export type SeriesName = MetricName | PlatformMetricName | RecordedName;

export const NOT_SHOWN: { readonly [N in SeriesName]?: string } = {
  ALERTS: 'Lists of alerts ask for it where Prometheus evaluates, and Grafana where that does: whatever draws them knows how.',
  'fleet:slo_error_budget:worst10':
    'For whoever asks Prometheus without choosing clinics. Dashboards rank the chosen clinics themselves, and these ten may not be among them.',
};
