/** A server of the platform as data: what to run, when it is ready, and what must be there before. */

/** When a server counts as ready: it answers 2xx at an address, takes connections at a port of 127.0.0.1, or a command says so with code 0. */
export type Probe =
  | { readonly http: string }
  | { readonly tcp: number }
  | { readonly run: readonly [command: string, ...args: string[]] };

export interface Service {
  readonly name: string;
  readonly argv: readonly [command: string, ...args: string[]];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The user to run it as; default: the one who runs this. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Names of the services that must be ready first. */
  readonly after: readonly string[];
  /**
   * Good to have, and not needed: it starts when all others are ready, nobody waits for it, and where it fails or dies the rest goes
   * on. No other service may be after it.
   */
  readonly optional?: boolean;
  /** Ports of 127.0.0.1 that it listens on; checked before anything starts, or before it does where it is optional. */
  readonly ports: readonly number[];
  /** Absent for a task: it runs to its end, and is done when that was with code 0. */
  readonly ready?: Probe;
  /** Milliseconds from start to ready, at most. Default 60,000. */
  readonly readyWithin?: number;
  /** The signal that asks it to end in good order. Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds that it gets to end, before it is forced. Default 10,000: longer than any server's flush. */
  readonly stopWithin?: number;
  /** File that its standard output is appended to. */
  readonly log: string;
  /** File for its standard error, where its output is data. Default: `log`. */
  readonly errorLog?: string;
  /** A command that ends what may outlive its process, such as the container of a client that was killed. Run before each start too. */
  readonly clears?: readonly [command: string, ...args: string[]];
  /** What has to be done before each start: folders, configuration files, a database cluster. */
  readonly prepare?: () => Promise<void>;
}
