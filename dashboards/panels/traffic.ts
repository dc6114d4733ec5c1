/** What users feel: how much is asked, how much fails, how long it takes. */
import * as units from '@grafana/grafana-foundation-sdk/units';
import { catalogue } from '../../alerts/catalogue.ts';
import { recorded } from '../../telemetry/query/index.ts';
import { lines, tenantLinks, withAlertLine } from '../style.ts';
import { metric, ofTenant } from '../targets.ts';

const legend = '{{tenant}}';

export function requestRateLines() {
  return lines({
    title: 'Requests',
    description: 'Requests per second, over five minutes. A sudden end is an outage before the clinic, or of its network.',
    unit: units.RequestsPerSecond,
  })
    .withTarget(metric(ofTenant(recorded('tenant:request_rate:rate5m')), { legend, busiest: true }))
    .dataLinks(tenantLinks());
}

export function errorRateLines() {
  const panel = lines({
    title: 'Errors',
    description: 'Share of requests answered with a 5xx status, over five minutes. Above the line for five minutes it pages.',
    unit: units.PercentUnit,
  })
    .withTarget(metric(ofTenant(recorded('tenant:error_rate:ratio_rate5m')), { legend, busiest: true }))
    .dataLinks(tenantLinks());
  return withAlertLine(panel, catalogue.TenantHighErrorRate);
}

export function latencyLines() {
  return lines({
    title: 'Latency, p95',
    description: '95 of 100 requests are answered within this time, over five minutes.',
    unit: units.Seconds,
  })
    .withTarget(metric(ofTenant(recorded('tenant:latency_p95:rate5m')), { legend, busiest: true }))
    .dataLinks(tenantLinks());
}
