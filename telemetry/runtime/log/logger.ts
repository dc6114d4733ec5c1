/** The logger: pino as the application knows it, with its own way to write a line: the contract's. */
import { type DestinationStream, type LevelWithSilent, type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from '../../contract/index.ts';
import type { KeyRing, SaltOf } from '../keys.ts';
import { processMasker } from '../masking.ts';
import { createMasker, type Masker } from '../pii/masker.ts';
import { oncePerProcess } from '../process-state.ts';
import { standardOutput } from './destination.ts';
import type { LogFields } from './fields.ts';
import { directMethods } from './level-methods.ts';
import { type Bound, lineWriter } from './line.ts';

/** A type with other fields than the contract's is refused, not only a literal with them. */
type OnlyKnown<F> = F & { readonly [K in Exclude<keyof F, keyof LogFields>]: never };

export interface LogFn {
  /** `event` is what happened, an event type such as SLOTS_SEARCHED: it lands in the field of that name. */
  (event: string): void;
  /** The error's class and code become `status`; its message and stack are never logged. `event` is ERROR where none is given. */
  (error: Error, event?: string): void;
  <F extends LogFields>(fields: OnlyKnown<F>, event?: string): void;
}

/** pino's logger, narrowed to the contract's fields. Levels, destinations, flushing and children are pino's own. */
export type Logger = Omit<PinoLogger, LogLevel | 'child' | 'bindings' | 'setBindings' | 'onChild'> & {
  readonly [L in LogLevel]: LogFn;
} & {
  /** A logger that adds these fields to each of its lines, masked like any other; its level may differ. */
  child<F extends LogFields>(fields: OnlyKnown<F>, options?: { readonly level?: LevelWithSilent }): Logger;
  bindings(): LogFields;
  setBindings<F extends LogFields>(fields: OnlyKnown<F>): void;
};

export interface LoggerOptions {
  readonly destination: DestinationStream;
  readonly keys: KeyRing;
  readonly saltOf: SaltOf;
  /** Lines below this are not written. Default `info`. */
  readonly level?: LevelWithSilent;
}

/** A logger of its own, beside the process's: for tests, scripts and benchmarks. */
export function createLogger({ destination, keys, saltOf, level = 'info' }: LoggerOptions): Logger {
  const masker = createMasker(keys, saltOf);
  return buildLogger(destination, () => masker, level);
}

/**
 * The process's logger: JSON lines on standard output. Context and trace are on each line without being passed, e-mail
 * addresses and phone numbers are replaced by keyed hashes, and a field that the contract does not have is dropped and
 * counted. It never throws.
 */
export const logger: Logger = oncePerProcess('logger', () => buildLogger(standardOutput(), processMasker, 'info'));

/**
 * pino hands a line's parts to one method that makes them text and writes it, and names that method in `pino.symbols`. It is
 * replaced, and with it serializers, formatters, mixins and redaction: no option of a child can put a raw value into a line.
 */
function buildLogger(destination: DestinationStream, masker: () => Masker, level: LevelWithSilent): Logger {
  const base = pino({ level, base: null, messageKey: 'event' }, destination);
  const { child } = base;
  const own: ThisType<PinoLogger & Bound> & Record<string | symbol, unknown> = {
    bound: undefined,
    child(fields: LogFields, options?: { readonly level?: LevelWithSilent }) {
      const made = options?.level === undefined ? child.call(this, {}) : child.call(this, {}, { level: options.level });
      return Object.assign(made, { bound: { ...this.bound, ...fields } });
    },
    bindings() {
      return { ...this.bound };
    },
    setBindings(fields: LogFields) {
      this.bound = { ...this.bound, ...fields };
    },
    [pino.symbols.writeSym]: lineWriter(destination, masker),
    [pino.symbols.setLevelSym]: directMethods(base),
  };
  Object.assign(base, own);
  // Through the method above: pino set its own level before it was there.
  base.level = level;
  return base as unknown as Logger;
}
