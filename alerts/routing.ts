/** Who hears of an alert: one table, from which every router's configuration follows. */
import type { Severity } from './alert.ts';

export const CHANNELS = ['pagerduty', 'slack-ops', 'digest'] as const;

/** `digest` keeps an alert for the daily e-mail and sends nothing at once. */
export type Channel = (typeof CHANNELS)[number];

/** Where alerts of each severity go, by whether the environment may wake somebody. */
export function routes(environment: { readonly pages: boolean }): Readonly<Record<Severity, Channel>> {
  return { critical: environment.pages ? 'pagerduty' : 'slack-ops', warning: 'slack-ops', info: 'digest' };
}

/** Where an alert goes whose severity nobody declared: somewhere visible. */
export const FALLBACK_CHANNEL: Channel = 'slack-ops';
