/** A weekly on-call rotation, as a layer of a PagerDuty schedule. */
import { duration } from '../../telemetry/contract/index.ts';

/** A schedule's only layer: it never ends. */
export interface RotationLayer {
  readonly name: string;
  /** ISO 8601 with the zone's offset. In the past: PagerDuty then starts the layer when it is made. */
  readonly start: string;
  /** From when turns are counted, ISO 8601: it fixes weekday and time of every handover. */
  readonly rotationVirtualStart: string;
  readonly rotationTurnLengthSeconds: number;
  /** PagerDuty user ids, in the order of their turns. */
  readonly users: string[];
}

/** A Monday at nine. Any would do, as long as it never moves: turns are counted from it. */
const FIRST_HANDOVER = '2024-01-01T09:00:00';

const TURN = duration('1w');

/**
 * A layer in which every user is on call for a week, from Monday at nine to Monday at nine.
 * @param users PagerDuty user ids in rotation order, at least one
 * @param timeZone IANA name, such as `America/Mexico_City`, in which it is nine
 * @throws RangeError for a time zone that does not exist
 */
export function weeklyLayer(users: readonly string[], timeZone: string): RotationLayer {
  const start = `${FIRST_HANDOVER}${offsetOf(timeZone)}`;
  return { name: 'weekly', start, rotationVirtualStart: start, rotationTurnLengthSeconds: TURN.ms / 1000, users: [...users] };
}

/** The same rotation one turn ahead: whoever is on call next week stands in this week. */
export function oneTurnAhead(users: readonly string[]): string[] {
  return [...users.slice(1), ...users.slice(0, 1)];
}

/** How far the zone was from UTC at the first handover, as ISO 8601 writes it: `-06:00`. */
function offsetOf(timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(new Date(`${FIRST_HANDOVER}Z`)).find(({ type }) => type === 'timeZoneName');
  // 'GMT-06:00', and 'GMT' alone for UTC.
  return name?.value.replace('GMT', '') || '+00:00';
}
