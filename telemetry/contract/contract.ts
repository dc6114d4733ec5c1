/** The whole contract as one value, checked when it is loaded: nothing can be built from an unsound one. */
import { labels } from './labels.ts';
import { recordFields } from './log-fields.ts';
import { metrics } from './metrics.ts';
import { platformMetrics } from './platform.ts';
import { recorded } from './recorded.ts';
import { slos } from './slos.ts';
import { tiers } from './tiers.ts';
import { assertValid, type Contract } from './validate.ts';

export const contract = { labels, metrics, platformMetrics, recorded, recordFields, slos, tiers } as const satisfies Contract;

assertValid(contract);
