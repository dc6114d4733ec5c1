import { test } from 'vitest';
import { ofTenant } from '../../dashboards/targets.ts';
import { gauge, recorded } from '../../telemetry/query/index.ts';

test('only a query that keeps the tenant can be scoped to one', () => {
  ofTenant(recorded('tenant:request_rate:rate5m'));
  // @ts-expect-error the series has no tenant
  ofTenant(gauge('process_memory_usage_bytes').acrossInstances());
});
