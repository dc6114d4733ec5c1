/** Lengths of time as one type, so that a whole set of windows can be scaled by one number. */

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

type Unit = keyof typeof UNITS;

/** A literal length: a whole number and its unit, as in `'5m'` or `'30d'`. */
export type DurationLiteral = `${number}${Unit}`;

/** A length of time in whole milliseconds. Made with `duration('5m')`. */
export interface Duration {
  readonly ms: number;
}

/**
 * Reads a literal length.
 * @throws RangeError for anything but a positive number with one of ms, s, m, h, d, w.
 */
export function duration(literal: DurationLiteral): Duration {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(literal);
  const ms = match ? Number(match[1]) * UNITS[match[2] as Unit] : Number.NaN;
  if (!(ms > 0)) {
    throw new RangeError(`"${literal}" is not a length of time: give a positive number and one of ms, s, m, h, d, w, such as 5m.`);
  }
  return { ms };
}

/** How fast this platform's clock runs: 1 in production; 30 makes a five-minute window ten seconds long. */
export type Speed = number;

/** The same length on a clock that runs `speed` times as fast; at least one millisecond. */
export function scaled(length: Duration, speed: Speed): Duration {
  return { ms: Math.max(1, Math.round(length.ms / speed)) };
}

/** As Prometheus, Alertmanager, the Collector and Go write it: the largest units that divide it, as in `1h30m`. */
export function format(length: Duration): string {
  let rest = length.ms;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / UNITS[unit]);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * UNITS[unit];
  }
  return text;
}

/** As Go's `time.ParseDuration` takes it: it knows no days. */
export function formatGo(length: Duration): string {
  let rest = length.ms;
  let text = '';
  for (const unit of ['h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / UNITS[unit]);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * UNITS[unit];
  }
  return text;
}
