/** How many events fall into a moment: random counts with a given mean, the same in every run. */
import type { Random } from '../random.ts';
import { uniform } from './tenants.ts';

/** Above this many the normal distribution is close enough, and as quick for a million as for thirty. */
const MANY = 30;

/** Independent events with this mean. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > MANY) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(random); product > limit; product *= uniform(random)) count++;
  return count;
}

/** How many of the events have a property that each has with this probability. */
export function binomial(random: Random, events: number, probability: number): number {
  if (events === 0 || probability <= 0) return 0;
  if (probability >= 1) return events;
  const mean = events * probability;
  if (events > MANY && mean <= MANY) return Math.min(events, poisson(random, mean));
  if (events > MANY) {
    const spread = Math.sqrt(mean * (1 - probability));
    return Math.min(events, Math.max(0, Math.round(mean + spread * normal(random))));
  }
  let count = 0;
  for (let event = 0; event < events; event++) if (uniform(random) < probability) count++;
  return count;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - uniform(random))) * Math.cos(2 * Math.PI * uniform(random));
}
