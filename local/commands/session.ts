/** A platform with traffic, from its start until the work on it is done, it is interrupted, or one of its servers dies. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Platform, startPlatform } from '../platform.ts';
import { addressLines } from '../report/addresses.ts';
import { trafficLines } from '../report/traffic-lines.ts';
import { http, type Site } from '../site.ts';
import { type IncidentContext, incidentContext } from '../traffic/incidents.ts';
import { startTraffic } from '../traffic/traffic.ts';
import { interruption } from './interruption.ts';

export { aborted, Interrupted, interruption } from './interruption.ts';

export interface SessionOptions {
  readonly speed: number;
  readonly dataDir: string;
  readonly ports: 'documented' | 'free';
  /** Grafana as well, where this machine has what runs it. Default: no. */
  readonly grafana?: boolean;
  readonly onLine: (source: string, text: string) => void;
}

export interface Session {
  readonly platform: Platform;
  readonly context: IncidentContext;
  /** Comes with an interruption, or with the death of a server: its reason says which. */
  readonly signal: AbortSignal;
}

/** A clinic that has just started is slow to its first users: all desks signing in at once would burn its budgets. */
const RAMP_UP_SECONDS = 30;
/** Longer than an answer takes, unless the clinic hangs. */
const TRAFFIC_ENDS_WITHIN_MS = 3_000;

/**
 * Starts a platform with traffic, does the work, and stops both.
 * @throws Interrupted, or an Error with a sentence for people; nothing is left running then either.
 */
export async function withPlatform<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const { onLine } = options;
  const ending = interruption();
  const { signal } = ending;
  const since = Date.now();
  try {
    const platform = await startPlatform({ ...options, signal });
    platform.onExit((error) => ending.abort(error));
    const { site } = platform;
    const traffic = startTraffic({ ...clinicOf(site), rampUpSeconds: RAMP_UP_SECONDS, signal, onStats: trafficLines(onLine) });
    try {
      onLine('platform', `up in ${((Date.now() - since) / 1_000).toFixed(1)} s, at ${site.speed} times the speed of production`);
      for (const line of addressLines(site)) onLine('open', line);
      return await work({ platform, context: contextOf(site), signal });
    } finally {
      onLine('platform', 'stopping');
      await Promise.race([traffic.stop(), delay(TRAFFIC_ENDS_WITHIN_MS)]);
      await platform.stop();
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

/** What an incident needs to know of the clinic. */
export function contextOf(site: Pick<Site, 'ports' | 'secrets'>): IncidentContext {
  return incidentContext({ ...clinicOf(site), chaosToken: site.secrets.chaosToken });
}

function clinicOf({ ports, secrets }: Pick<Site, 'ports' | 'secrets'>) {
  return { baseUrl: http(ports.clinic), webhookSecret: secrets.stripeWebhookSecret };
}
