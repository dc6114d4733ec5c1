/** Watching a running platform: alerts and notifications as they come. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Ports } from '../ports.ts';
import { type AlertChange, alertReader } from './alerts.ts';
import { type Notification, notificationReader } from './notifications.ts';

export interface Watcher {
  readonly onAlert: (change: AlertChange) => void;
  readonly onNotification: (notification: Notification) => void;
}

const EVERY_MS = 250;

/** What the channels had received before is passed over. Settles when the signal comes. */
export async function follow(ports: Ports, { onAlert, onNotification }: Watcher, signal: AbortSignal): Promise<void> {
  const alerts = alertReader(ports.prometheus);
  const notifications = notificationReader(ports);
  await notifications();
  while (!signal.aborted) {
    for (const change of await alerts()) onAlert(change);
    for (const notification of await notifications()) onNotification(notification);
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The same, as lines for people. */
export function asLines(onLine: (source: string, text: string) => void): Watcher {
  return {
    onAlert: ({ status, alert, severity, about }) => onLine('alert', `${status}: ${alert} (${severity}): ${about}`),
    onNotification: ({ channel, status, alerts, text }) =>
      onLine(
        channel,
        `received ${[status === 'refused' ? 'and refused' : status, alerts.join(', ')].filter(Boolean).join(' ')}: ${text}`,
      ),
  };
}
