/** A logger whose lines are kept. */
import { createLogger, type Logger } from '../../telemetry/runtime/log/logger.ts';
import { keyedHash } from '../../telemetry/runtime/pii/hash.ts';

const KEY = { id: 'k1', secret: new Uint8Array(32).fill(1) };
const SALT = new Uint8Array(16).fill(7);

export const KEYS = { keys: { current: KEY, previous: [] }, saltOf: () => SALT };

/** What the captured loggers make of a normalised value. */
export const hashed = keyedHash(KEY, SALT);

/** The logger as JavaScript sees it, and code that casts. */
export type Careless = Record<'info' | 'warn' | 'error' | 'fatal', (...values: unknown[]) => void> & {
  child(fields: unknown, options?: unknown): Careless;
  setBindings(fields: unknown): void;
};

export interface Captured {
  readonly logger: Logger;
  readonly careless: Careless;
  /** As written, line ends included. */
  readonly lines: string[];
  written(): Record<string, unknown>[];
}

export function capturedLogger(): Captured {
  const lines: string[] = [];
  const logger = createLogger({ destination: { write: (line) => void lines.push(line) }, ...KEYS });
  return { logger, careless: logger as unknown as Careless, lines, written: () => lines.map((line) => JSON.parse(line)) };
}
