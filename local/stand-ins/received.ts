/** What a channel received, kept for whoever asks at `GET /received`: reports, the tour, tests. */

/** One message, accepted or refused. It never holds a routing key or a webhook's path. */
export interface Received {
  /** Position in the list, from 1; a restarted stand-in begins again. */
  readonly id: number;
  /** When it arrived: ISO 8601. */
  readonly at: string;
  /** The channel that it was addressed to, by its key or webhook; the stand-in's own name where that is none of its channels. */
  readonly to: string;
  /** Whether the channel took it. */
  readonly accepted: boolean;
  /** Why not, in the channel's own words; empty where it was accepted. */
  readonly errors: readonly string[];
  /** The message itself, without what is secret. */
  readonly message: unknown;
}

/** The last messages in order; the oldest go first. */
export interface Inbox {
  add(entry: Omit<Received, 'id' | 'at'>): void;
  list(): readonly Received[];
}

const KEPT = 10_000;

export function createInbox(now: () => Date = () => new Date()): Inbox {
  const entries: Received[] = [];
  let lastId = 0;
  return {
    add(entry) {
      lastId += 1;
      entries.push({ id: lastId, at: now().toISOString(), ...entry });
      if (entries.length > KEPT) entries.shift();
    },
    list: () => entries,
  };
}
