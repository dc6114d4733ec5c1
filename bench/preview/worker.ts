/**
 * One process of the benchmark `preview`: `node worker.ts empty` loads the SDKs and evaluates nothing, `node worker.ts STACK TENANTS` plans the
 * stack of a clinic company that has so many tenants. Prints what the plan holds, and
 * its own processor time, as JSON.
 */
import { createHash } from 'node:crypto';

const [what = '', tenants = '0'] = process.argv.slice(2);

if (what === 'empty') {
  const { record } = await import('../../preview/record.ts');
  // Loads every SDK that the program loads.
  await import('../../infra/providers.ts');
  const { length } = await record(() => {}, { stack: 'dev' });
  print({ resources: length, sum: '' });
} else {
  const { planOf, planJson } = await import('../../preview/plan.ts');
  const { stackFile } = await import('../../preview/stack-file.ts');
  const args = stackFile(what);
  const names = Array.from({ length: Number(tenants) }, (_, i) => `clinic-${i}`);
  const plan = await planOf({ ...args, config: { ...args.config, 'application:tenants': JSON.stringify(names) } });
  const sum = createHash('sha256').update(planJson(plan)).digest('hex');
  print({ resources: plan.resources.length, sum });
}

function print(what: { readonly resources: number; readonly sum: string }): void {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ ...what, processor: (user + system) / 1e3 }));
}
