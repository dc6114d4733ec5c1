/** What happened during a tour, and what it amounts to: a row for the healthy time, one for each alert of each incident. */
import { catalogue } from '../../alerts/catalogue.ts';
import type { SecretChannel } from '../../alerts/routing.ts';
import type { AlertChange } from '../report/alerts.ts';
import type { Notification } from '../report/notifications.ts';
import type { Expected, Incident } from '../traffic/incidents.ts';

/** An incident, as far as the table is about it. */
export type Cause = Pick<Incident, 'name' | 'tenantId' | 'alsoFires' | 'mayFire'> & Expected;

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
  readonly resolved: 'yes' | 'no' | 'outlasts the tour';
  /** Why the row is wrong; empty where it is right. */
  readonly problems: readonly string[];
}

export const HEALTHY = 'none: healthy traffic';

/** The row of the time before the first fault, when nothing may fire. What ends then was before it: a server that was starting. */
export function healthyRow({ alerts, notifications, faults }: Timeline): Row {
  const end = faults[0]?.from ?? new Date(8.64e15);
  const begins = ({ at, status }: AlertChange | Notification) => at < end && status !== 'resolved';
  const problems = [
    ...alerts.filter(begins).map(({ alert, about }) => `${alert} fired for ${about}`),
    ...notifications.filter(begins).map(({ channel, text }) => `${channel} received: ${text}`),
  ];
  return { incident: HEALTHY, alert: 'none', channel: '', resolved: 'yes', problems };
}

/** What an incident has to cause. */
export function expectedOf(incident: Cause): readonly Expected[] {
  const { alert, channel, outlasts, alsoFires = [] } = incident;
  return [{ alert, channel, ...(outlasts && { outlasts }) }, ...alsoFires];
}

/** The rows of an incident, by what is known so far: its own alert first. */
export function rowsOf(fault: Fault, timeline: Timeline): readonly Row[] {
  return expectedOf(fault.incident).map((expected, i) => rowOf(fault, expected, timeline, i === 0));
}

function rowOf({ incident, from }: Fault, expected: Expected, timeline: Timeline, first: boolean): Row {
  const { alert, channel, outlasts } = expected;
  const names = summaryOf(expected, incident);
  const ours = timeline.notifications.filter((one) => one.at >= from && one.channel === channel && one.alerts.includes(alert));
  const arrived = ours.find(({ firing }) => firing.some((line) => names.test(line)));
  // One message may be about several incidents: this one is over when its line has gone from what fires to what has ended.
  const over = ours.find(
    ({ at, firing, resolved }) =>
      arrived && at > arrived.at && resolved.some((line) => names.test(line)) && !firing.some((line) => names.test(line)),
  );
  const problems = [
    ...(arrived ? [] : [`no notification at ${channel}`]),
    ...(arrived && !over && !outlasts ? ['not resolved'] : []),
    ...(first ? strangers(from, timeline) : []),
  ];
  return {
    incident: incident.name,
    alert,
    channel,
    ...(arrived && { seconds: (arrived.at.getTime() - from.getTime()) / 1_000 }),
    resolved: over ? 'yes' : outlasts ? 'outlasts the tour' : 'no',
    problems,
  };
}

/** The beginning of the line that a message has of the alert, whatever its value; the clinic is the incident's. */
function summaryOf({ alert }: Expected, { tenantId }: Cause): RegExp {
  const parts = catalogue[alert].summary.split(/\{(\w+)\}/);
  return new RegExp(
    `^${parts.map((part, i) => (i % 2 === 0 ? literally(part) : part === 'tenant' && tenantId ? tenantId : '.+')).join('')}`,
  );
}

const literally = (text: string) => text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');

/** From this fault to the next: alerts of other clinics, and messages elsewhere, that no fault so far explains. */
function strangers(from: Date, { alerts, notifications, faults }: Timeline): readonly string[] {
  const next = faults.find((fault) => fault.from > from)?.from;
  const mine = ({ at }: { readonly at: Date }) => at >= from && (next === undefined || at < next);
  const explained = faults
    .filter((fault) => fault.from <= from)
    .flatMap(({ incident }) =>
      [...expectedOf(incident), ...(incident.mayFire ?? [])].map(
        ({ alert, channel }): Explained => ({
          alert,
          channel,
          tenantId: incident.tenantId,
        }),
      ),
    );
  const unexplainedAlert = ({ status, alert, tenant }: AlertChange) =>
    status === 'firing' && !explained.some((one) => one.alert === alert && (one.tenantId ?? tenant) === tenant);
  const unexplainedMessage = ({ alerts: names, channel }: Notification) =>
    names.length === 0 || !names.every((name) => explained.some((one) => one.alert === name && one.channel === channel));
  return [
    ...alerts.filter((change) => mine(change) && unexplainedAlert(change)).map(({ alert, about }) => `${alert} fired for ${about}`),
    ...notifications
      .filter((notification) => mine(notification) && unexplainedMessage(notification))
      .map(({ channel, status, text }) => `${channel} received (${status}): ${text}`),
  ];
}

interface Explained {
  readonly alert: string;
  readonly channel: string;
  readonly tenantId: string | undefined;
}
