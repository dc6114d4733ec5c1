/** A tenant whose every request is written down: for the cases whose right answer can be counted on paper. */
import { dataFolder } from '../prometheus.ts';
import { backfill } from './backfill.ts';
import { requestSeries } from './index.ts';

/** Minutes since the start of the history. */
export type Minute = number;

export interface ScriptedTenant {
  /** Good and bad requests of a minute; none where it says nothing. */
  readonly requests: (minute: Minute) => readonly [good: number, bad: number] | undefined;
  /** Ends of a process: the next one has another instance name, and counters that begin with its first request. */
  readonly deployments?: readonly Minute[];
  /** Ends of a process whose successor has the same instance name. */
  readonly crashes?: readonly Minute[];
  /** Nothing is scraped from the first minute up to the second. */
  readonly gap?: readonly [from: Minute, to: Minute];
}

/** Seconds after the start of a minute at which it is scraped. */
const SCRAPED_AT = 30;

/** Plays the tenants, scraped once a minute, into the data below `folder`. */
export async function backfillScripts(
  folder: string,
  tenants: Readonly<Record<string, ScriptedTenant>>,
  { start, days }: { readonly start: number; readonly days: number },
): Promise<void> {
  await backfill(dataFolder(folder), (write) => {
    for (const [name, tenant] of Object.entries(tenants)) {
      const { requests, deployments = [], crashes = [], gap: [from, to] = [0, 0] } = tenant;
      let counts = { '2xx': 0, '5xx': 0 };
      let instances = 0;
      for (let minute = 0; minute < days * 1_440; minute++) {
        if (deployments.includes(minute)) instances++;
        if (deployments.includes(minute) || crashes.includes(minute)) counts = { '2xx': 0, '5xx': 0 };
        const [good, bad] = requests(minute) ?? [0, 0];
        counts = { '2xx': counts['2xx'] + good, '5xx': counts['5xx'] + bad };
        if (minute >= from && minute < to) continue;
        for (const status of ['2xx', '5xx'] as const) {
          if (counts[status] === 0) continue;
          write(requestSeries(name, status, `web-${instances}`), counts[status], start + minute * 60 + SCRAPED_AT);
        }
      }
    }
  });
}
