/** The tour: healthy traffic first, then the incidents, each from its fault to its notification and its end. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Duration, duration, type Speed, scaled } from '../../telemetry/contract/index.ts';
import type { Ports } from '../ports.ts';
import { alertReader } from '../report/alerts.ts';
import { follow, type Watcher } from '../report/follow.ts';
import { poll } from '../supervisor/poll.ts';
import type { Incident, IncidentContext } from '../traffic/incidents.ts';
import { lanesOf, together } from './lanes.ts';
import { resultOf, type TourResult } from './table.ts';
import { type Fault, healthyRow, rowsOf, type Timeline } from './timeline.ts';

export interface TourOptions {
  readonly incidents: readonly Incident[];
  readonly context: IncidentContext;
  readonly ports: Ports;
  readonly speed: Speed;
  readonly watcher: Watcher;
  readonly onLine: (source: string, text: string) => void;
  readonly signal: AbortSignal;
}

/** A tour under way. */
interface Tour extends Pick<TourOptions, 'context' | 'speed' | 'onLine' | 'signal'> {
  readonly timeline: Mutable<Timeline>;
  /** When the platform was up, in milliseconds. */
  readonly up: number;
}

/** Servers start in real time, which a fast clock takes for an outage: that is over when nothing fires any more. */
const SETTLED_WITHIN_MS = 60_000;
/** Longer than every window but those of the budgets, so that a rule that fires on healthy traffic does so here. */
const HEALTHY_FOR = duration('30m');
/** The longest `for` of an alert, its window, and what the pipeline takes. */
const NOTIFIED_WITHIN = duration('45m');
/** The same of a slow incident: an hour of `for`, or an hour until the next whole one is recorded. */
const SLOWLY_NOTIFIED_WITHIN = duration('2h');
/** The longest window of an alert that does not outlast the tour, and what the pipeline takes. */
const RESOLVED_WITHIN = duration('2h');
/** Whatever the speed, the pipeline takes its time. */
const LEAST_MS = 60_000;

/** @throws the signal's reason where it comes first, with every fault ended. */
export async function runTour({ incidents, ports, watcher, ...options }: TourOptions): Promise<TourResult> {
  const { speed, onLine } = options;
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const timeline: Mutable<Timeline> = { alerts: [], notifications: [], faults: [] };
  const tour = { ...options, signal, timeline, up: Date.now() };
  const rows = () => timeline.faults.flatMap((fault) => rowsOf(fault, timeline));
  const settled = await poll(quiet(ports), { within: SETTLED_WITHIN_MS, every: 1_000, signal });
  if (!settled) onLine('tour', 'an alert fires before anything was done');
  const following = follow(ports, recording(timeline, watcher), signal);
  try {
    onLine('tour', `healthy traffic for ${realTime(HEALTHY_FOR, speed) / 1_000} s: nothing may fire`);
    await delay(realTime(HEALTHY_FOR, speed), undefined, { signal });
    await together(lanesOf(incidents), (incident) => cause(incident, tour), over);
    onLine('tour', 'waiting for the last alerts to arrive and to resolve');
    const finished = async () => rows().every(({ seconds, resolved }) => seconds !== undefined && resolved !== 'no') || undefined;
    await poll(finished, { within: realTime(RESOLVED_WITHIN, speed), signal });
    signal.throwIfAborted();
    return resultOf([healthyRow(timeline), ...rows()]);
  } finally {
    over.abort();
    await following;
  }
}

/** Causes it, and keeps it up until its own alert has arrived. */
async function cause(incident: Incident, { timeline, context, speed, up, onLine, signal }: Tour): Promise<void> {
  const { name, title, channel, history, slow } = incident;
  if (history) await delay(Math.max(0, up + scaled(history, speed).ms - Date.now()), undefined, { signal });
  const fault: Fault = { incident, from: new Date() };
  timeline.faults.push(fault);
  onLine('tour', `${name}: ${title}`);
  const seconds = () => rowsOf(fault, timeline)[0]?.seconds;
  try {
    await incident.start(context);
    await poll(async () => seconds(), { within: realTime(slow ? SLOWLY_NOTIFIED_WITHIN : NOTIFIED_WITHIN, speed), signal });
  } finally {
    await incident.stop(context);
  }
  signal.throwIfAborted();
  const notified =
    seconds() === undefined ? `no notification at ${channel}` : `notified ${channel} after ${seconds()?.toFixed(1)} s`;
  onLine('tour', `${name}: ${notified}; the fault is ended`);
}

function realTime(length: Duration, speed: Speed): number {
  return Math.max(LEAST_MS, scaled(length, speed).ms);
}

/** Says true once nothing fires. */
function quiet({ prometheus }: Ports): () => Promise<true | undefined> {
  const read = alertReader(prometheus);
  let firing = 0;
  return async () => {
    for (const { status } of await read()) firing += status === 'firing' ? 1 : -1;
    return firing === 0 || undefined;
  };
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
