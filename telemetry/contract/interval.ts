/** The beat of all metrics. */
import { duration } from './duration.ts';

/** How often metrics are exported and scraped, and rules evaluated: oftener shows nothing new, seldomer wastes what arrived. */
export const METRIC_INTERVAL = duration('15s');
