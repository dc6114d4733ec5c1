/** How the digest says things: tenants, objectives, times and lengths of time. */
import { NO_TENANT, OVERFLOW_TENANT, slos } from '@vigia/telemetry/contract';

/** A tenant's name to people; ids are what they know clinics by. */
export function tenantWord(tenant: string | undefined): string {
  if (tenant === undefined || tenant === '') return 'the platform';
  if (tenant === NO_TENANT) return 'requests without a tenant';
  return tenant === OVERFLOW_TENANT ? 'tenants past the cap of a process' : tenant;
}

/** The title of an objective. */
export function sloWord(slo: string): string {
  const titles: Readonly<Record<string, { readonly title: string } | undefined>> = slos;
  return titles[slo]?.title ?? slo;
}

/** `1 alert`, `2 alerts`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

const MINUTE_MS = 60_000;

/** To the minute, in the two largest units: `3 min`, `1 h 5 min`, `2 d 4 h`. */
export function lengthWord(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 1) return 'under 1 min';
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return [`${days} d`, ...(hours > 0 ? [`${hours} h`] : [])].join(' ');
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 ? [`${rest} min`] : [])].join(' ');
}

/** A share as people read it; never 0 % of something that is left. */
export function percentWord(ratio: number): string {
  const percent = Math.floor(ratio * 100);
  return percent === 0 && ratio > 0 ? 'under 1 %' : `${percent} %`.replace('-', '−');
}

/** How times are written in a zone. */
export interface Clock {
  /** `07:05`. */
  time(ms: number): string;
  /** `Mon 23 Nov, 07:05`. */
  moment(ms: number): string;
  /** `Monday, 23 November 2026`. */
  date(ms: number): string;
  /** `Mon 23 Nov`. */
  shortDate(ms: number): string;
}

export function clockOf(timeZone: string): Clock {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const short = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const long = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  // Letters and numbers alone: the punctuation between them changes with the version of the locale data.
  const part = (formatter: Intl.DateTimeFormat, ms: number, ...types: Intl.DateTimeFormatPartTypes[]) =>
    types.map((type) => formatter.formatToParts(ms).find((piece) => piece.type === type)?.value ?? '').join(' ');
  const shortDate = (ms: number) => part(short, ms, 'weekday', 'day', 'month');
  return {
    time: (ms) => time.format(ms),
    moment: (ms) => `${shortDate(ms)}, ${time.format(ms)}`,
    date: (ms) => `${part(long, ms, 'weekday')}, ${part(long, ms, 'day', 'month', 'year')}`,
    shortDate,
  };
}
