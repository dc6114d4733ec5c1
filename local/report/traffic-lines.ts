/** The traffic in a line every ten seconds. */
import { clinics } from '../clinic/db/fixtures.ts';
import type { TrafficStats } from '../traffic/traffic.ts';

const EVERY_SECONDS = 10;

/** Takes the traffic's second-by-second numbers. */
export function trafficLines(onLine: (source: string, text: string) => void): (stats: TrafficStats) => void {
  let before = { seconds: 0, requests: 0, failed: 0 };
  return ({ seconds, total }) => {
    if (seconds - before.seconds < EVERY_SECONDS) return;
    const failed = total.status['5xx'] + total.unanswered;
    const rate = (total.requests - before.requests) / (seconds - before.seconds);
    const failures = failed - before.failed;
    onLine('traffic', `${rate.toFixed(1)} requests/s from ${clinics.length} clinics, ${failures} failed`);
    before = { seconds, requests: total.requests, failed };
  };
}
