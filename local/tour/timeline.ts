/** What happened during a tour, and what it amounts to: one row for the healthy time, one for each incident. */
import type { SecretChannel } from '../../alerts/routing.ts';
import type { AlertChange } from '../report/alerts.ts';
import type { Notification } from '../report/notifications.ts';
import type { Incident } from '../traffic/incidents.ts';

/** An incident, as far as the table is about it. */
export type Cause = Pick<Incident, 'name' | 'alert' | 'channel' | 'tenantId' | 'alsoFires'>;

export interface Fault {
  readonly incident: Cause;
  readonly from: Date;
}

/** Everything in the order in which it came. */
export interface Timeline {
  readonly alerts: readonly AlertChange[];
  readonly notifications: readonly Notification[];
  readonly faults: readonly Fault[];
}

export interface Row {
  readonly incident: string;
  readonly alert: string;
  readonly channel: SecretChannel | '';
  /** From the fault to the notification; absent where none came. */
  readonly seconds?: number;
  readonly resolved: boolean;
  /** Why the row is wrong; empty where it is right. */
  readonly problems: readonly string[];
}

export const HEALTHY = 'none: healthy traffic';

/** The row of the time before the first fault, when nothing may fire. */
export function healthyRow({ alerts, notifications, faults }: Timeline): Row {
  const end = faults[0]?.from ?? new Date(8.64e15);
  const problems = [
    ...alerts.filter(({ at }) => at < end).map(({ alert, about }) => `${alert} fired for ${about}`),
    ...notifications.filter(({ at }) => at < end).map(({ channel, text }) => `${channel} received: ${text}`),
  ];
  return { incident: HEALTHY, alert: 'none', channel: '', resolved: true, problems };
}

/** The row of an incident, by what is known so far. */
export function rowOf(fault: Fault, timeline: Timeline): Row {
  const { incident, from } = fault;
  const { alert, channel, tenantId } = incident;
  // One message may be about several alerts of the fault; its end names those that were the last to fire.
  const names = [alert, ...(incident.alsoFires ?? []).map((one) => one.alert)];
  const ours = timeline.notifications.filter((one) => one.at >= from && one.channel === channel);
  const arrived = ours.find((one) => one.alerts.includes(alert) && one.status === 'firing' && one.text.includes(tenantId));
  const resolved =
    arrived !== undefined &&
    ours.some((one) => one.status === 'resolved' && one.at > arrived.at && names.some((name) => one.alerts.includes(name)));
  const problems = [
    ...(arrived ? [] : [`no notification at ${channel}`]),
    ...(arrived && !resolved ? ['not resolved'] : []),
    ...strangers(fault, timeline).map(({ channel: where, status, text }) => `${where} received (${status}): ${text}`),
  ];
  return {
    incident: incident.name,
    alert,
    channel,
    ...(arrived && { seconds: (arrived.at.getTime() - from.getTime()) / 1_000 }),
    resolved,
    problems,
  };
}

/** Notifications from this fault to the next that no fault so far explains: of another alert, at another channel, or refused. */
function strangers({ from }: Fault, { notifications, faults }: Timeline): readonly Notification[] {
  const sofar = faults.filter((fault) => fault.from <= from);
  const next = faults.find((fault) => fault.from > from)?.from;
  const explained = sofar.flatMap(({ incident }) => [incident, ...(incident.alsoFires ?? [])]);
  return notifications.filter(({ at, alerts, channel }) => {
    if (at < from || (next !== undefined && at >= next)) return false;
    const known = explained.filter((one) => one.channel === channel).map((one): string => one.alert);
    return alerts.length === 0 || !alerts.every((name) => known.includes(name));
  });
}
