/** The clinic's everyday traffic, at its Service in the cluster. */
import { poll } from '../../../../local/supervisor/poll.ts';
import { total } from '../../../../local/traffic/counts.ts';
import { startTraffic, type Traffic } from '../../../../local/traffic/traffic.ts';
import type { StackFacts } from '../stack/index.ts';

/** @param ratePerSecond requests, over all clinics */
export function trafficAt({ urls, clinic }: Pick<StackFacts, 'urls' | 'clinic'>, ratePerSecond: number): Traffic {
  return startTraffic({ baseUrl: urls.clinic, webhookSecret: clinic.stripeWebhookSecret, ratePerSecond });
}

/** Settles when so many more requests are answered. @throws Error where they are not within the time (milliseconds), with how many are */
export async function answersMore({ counts }: Traffic, requests: number, within: number): Promise<void> {
  const before = total(counts).requests;
  const reached = async () => total(counts).requests >= before + requests || undefined;
  if (await poll(reached, { within })) return;
  const { requests: now, unanswered } = total(counts);
  throw new Error(
    `Of ${requests} requests ${now - before} were answered within ${within / 1_000} s (${unanswered} without an answer since the start).`,
  );
}
