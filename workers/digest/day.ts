/** The day that a digest tells of: from one day's hour to the next one's, so that every moment is in exactly one digest. */

/** Milliseconds since 1970, end excluded. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Day extends Range {
  /** The date on which it ends, such as `2026-11-23`: with the environment, the name of the digest. */
  readonly date: string;
}

/** The last whole day before a moment. It has 23 or 25 hours where the clocks are changed. */
export function lastDay(now: number, hour: number, timeZone: string): Day {
  const clock = wallClock(timeZone);
  const today = clock(now);
  const end = instantOf(today, hour, clock) <= now ? today : today - DAY_MS;
  return {
    date: new Date(end).toISOString().slice(0, 10),
    from: instantOf(end - DAY_MS, hour, clock),
    to: instantOf(end, hour, clock),
  };
}

/** What the clock on the wall shows at an instant, as if it were UTC's. */
type WallClock = (instant: number) => number;

function wallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

/** When the clock on the wall shows that hour of the day that `wall` is in. */
function instantOf(wall: number, hour: number, clock: WallClock): number {
  const wanted = Math.floor(wall / DAY_MS) * DAY_MS + hour * HOUR_MS;
  // Twice, since the first guess may lie on the other side of a change of the clocks.
  const guess = wanted - (clock(wanted) - wanted);
  return wanted - (clock(guess) - guess);
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
