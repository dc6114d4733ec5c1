/** The level methods: `info`, `warn` and the others. */
import { diag } from '@opentelemetry/api';
import { type Logger as PinoLogger, pino } from 'pino';
import { LOG_LEVELS } from '../../contract/index.ts';
import type { Bound, Write } from './line.ts';

type SetLevel = (this: PinoLogger, level: string) => void;
type LevelMethod = (this: PinoLogger & Bound & WithWrite, given?: unknown, message?: unknown, ...values: unknown[]) => void;

const WRITE: typeof pino.symbols.writeSym = pino.symbols.writeSym;

interface WithWrite {
  readonly [WRITE]: Write;
}

/** All but `fatal`, whose own method also flushes. */
const DIRECT = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/**
 * pino's way to set a level, after which the level's methods write directly: pino's own prepare every message for formatting,
 * which an event type does not need, and look into the fields outside of any protection against what a getter throws.
 */
export function directMethods(logger: PinoLogger): SetLevel {
  const setLevel: SetLevel = Reflect.get(logger, pino.symbols.setLevelSym);
  return function (level) {
    setLevel.call(this, level);
    for (const name of DIRECT) {
      if (this.isLevelEnabled(name)) this[name] = levelMethod(LOG_LEVELS[name], this[name]);
    }
  };
}

function levelMethod(level: number, formatting: PinoLogger['info']): LevelMethod {
  return function (given, message, ...values) {
    if (typeof given === 'object' && values.length === 0) this[WRITE](given, message, level);
    else if (message === undefined) this[WRITE](undefined, given, level);
    else format(this, formatting, [given, message, ...values]);
  };
}

/** A message with values to put into it: no contract line has them, but a library that was handed the logger may. */
function format(logger: PinoLogger, formatting: PinoLogger['info'], values: unknown[]): void {
  try {
    Reflect.apply(formatting, logger, values);
  } catch (error) {
    diag.error('@vigia/telemetry: a log line could not be formatted', error);
  }
}
