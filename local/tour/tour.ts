/** The tour: healthy traffic first, then one incident after the other, each from its fault to its notification and its end. */
import { setTimeout as delay } from 'node:timers/promises';
import { duration, type Speed, scaled } from '../../telemetry/contract/index.ts';
import type { Ports } from '../ports.ts';
import { follow, type Watcher } from '../report/follow.ts';
import { poll } from '../supervisor/poll.ts';
import type { Incident, IncidentContext } from '../traffic/incidents.ts';
import { resultOf, type TourResult } from './table.ts';
import { type Fault, healthyRow, type Row, rowOf, type Timeline } from './timeline.ts';

export interface TourOptions {
  readonly incidents: readonly Incident[];
  readonly context: IncidentContext;
  readonly ports: Ports;
  readonly speed: Speed;
  readonly watcher: Watcher;
  readonly onLine: (source: string, text: string) => void;
  readonly signal: AbortSignal;
}

/** Longer than every window but those of the budgets, so that a rule that fires on healthy traffic does so here. */
const HEALTHY_FOR = duration('30m');
/** The longest `for` of an alert, its window, and what the pipeline takes; never less than a minute of real time. */
const NOTIFIED_WITHIN = duration('45m');
/** The longest window of an alert, and what the pipeline takes; never less than a minute of real time. */
const RESOLVED_WITHIN = duration('2h');
const LEAST_MS = 60_000;

/** @throws the signal's reason where it comes first, with every fault ended. */
export async function runTour({ incidents, context, ports, speed, watcher, onLine, signal }: TourOptions): Promise<TourResult> {
  const timeline = { alerts: [], notifications: [], faults: [] } satisfies Timeline as Mutable<Timeline>;
  const over = new AbortController();
  const following = follow(ports, recording(timeline, watcher), AbortSignal.any([signal, over.signal]));
  const wait = (length: typeof HEALTHY_FOR) => Math.max(LEAST_MS, scaled(length, speed).ms);
  const until = (known: (row: Row) => boolean, fault: Fault, within: number) =>
    poll(async () => known(rowOf(fault, timeline)) || undefined, { within, signal });
  try {
    onLine('tour', `healthy traffic for ${wait(HEALTHY_FOR) / 1_000} s: nothing may fire`);
    await delay(wait(HEALTHY_FOR), undefined, { signal });
    for (const incident of incidents) {
      const fault = { incident, from: new Date() };
      timeline.faults.push(fault);
      onLine('tour', `${incident.name}: ${incident.title}`);
      try {
        await incident.start(context);
        await until(({ seconds }) => seconds !== undefined, fault, wait(NOTIFIED_WITHIN));
      } finally {
        await incident.stop(context);
      }
      signal.throwIfAborted();
      onLine('tour', `${incident.name}: ${notified(rowOf(fault, timeline))}; the fault is ended`);
    }
    onLine('tour', 'waiting for the last alerts to resolve');
    const end = Date.now() + wait(RESOLVED_WITHIN);
    for (const fault of timeline.faults) await until(({ resolved }) => resolved, fault, Math.max(0, end - Date.now()));
    signal.throwIfAborted();
    return resultOf([healthyRow(timeline), ...timeline.faults.map((fault) => rowOf(fault, timeline))]);
  } finally {
    over.abort();
    await following;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** Keeps what the watcher is told. */
function recording(timeline: Mutable<Timeline>, watcher: Watcher): Watcher {
  return {
    onAlert: (change) => {
      timeline.alerts.push(change);
      watcher.onAlert(change);
    },
    onNotification: (notification) => {
      timeline.notifications.push(notification);
      watcher.onNotification(notification);
    },
  };
}

function notified({ seconds, channel }: Row): string {
  return seconds === undefined ? `no notification at ${channel}` : `notified ${channel} after ${seconds.toFixed(1)} s`;
}
