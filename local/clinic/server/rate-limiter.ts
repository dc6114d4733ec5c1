/** Token buckets per clinic, in this process's memory. */
import { HttpError } from './errors.ts';
import { processWide } from './process-wide.ts';

/** How many requests a clinic may make at once, and how many more each second. */
export const LIMITS = {
  login: { burst: 120, perSecond: 12 },
  search: { burst: 60, perSecond: 6 },
  booking: { burst: 120, perSecond: 30 },
} as const;

export type LimiterName = keyof typeof LIMITS;

interface Bucket {
  used: number;
  at: number;
}

const buckets = () => processWide('rate-limiter', () => new Map<string, Bucket>());

/**
 * Takes one request out of a clinic's allowance.
 * @returns how many are left.
 * @throws HttpError 429 when there is none.
 */
export function takeToken(limiter: LimiterName, tenantId: string, now = performance.now()): number {
  const { burst, perSecond } = LIMITS[limiter];
  const bucket = bucketOf(limiter, tenantId, now);
  if (bucket.used > burst - 1) {
    const seconds = Math.ceil((bucket.used - (burst - 1)) / perSecond);
    throw new HttpError(429, 'rate_limited', `Too many requests: try again in ${seconds} s.`, {
      'retry-after': String(seconds),
      ...limitHeaders(limiter, 0),
    });
  }
  bucket.used += 1;
  return Math.floor(burst - bucket.used);
}

/** What a client is told of its allowance. */
export function limitHeaders(limiter: LimiterName, remaining: number): Record<string, string> {
  return { 'ratelimit-limit': String(LIMITS[limiter].burst), 'ratelimit-remaining': String(remaining) };
}

/** How much of each bucket in use is used up, 0 to 1. */
export function saturations(now = performance.now()): { value: number; labels: { tenant: string; limiter: LimiterName } }[] {
  return [...buckets().keys()].map((key) => {
    const [limiter, tenant] = key.split(' ') as [LimiterName, string];
    return { value: bucketOf(limiter, tenant, now).used / LIMITS[limiter].burst, labels: { tenant, limiter } };
  });
}

/** A bucket as it is now: what was used has drained since it was last looked at. */
function bucketOf(limiter: LimiterName, tenant: string, now: number): Bucket {
  const key = `${limiter} ${tenant}`;
  const bucket = buckets().get(key) ?? { used: 0, at: now };
  bucket.used = Math.max(0, bucket.used - ((now - bucket.at) / 1_000) * LIMITS[limiter].perSecond);
  bucket.at = now;
  buckets().set(key, bucket);
  return bucket;
}
