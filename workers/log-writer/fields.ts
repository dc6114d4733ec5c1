/** Whether a value is what the contract says of its field. */
import { isIP } from 'node:net';
import type { FieldType, LogFieldDefinition } from '@vigia/telemetry/contract';
import type { AttributeValue } from './otlp.ts';

interface TypeCheck {
  readonly holds: (value: AttributeValue) => boolean;
  /** The end of the sentence "needs …". */
  readonly needs: string;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const isText = (value: AttributeValue): boolean =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

const CHECKS: Readonly<Record<FieldType, TypeCheck>> = {
  date: {
    holds: (value) => typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value)),
    needs: 'an ISO 8601 time in UTC, such as 2026-01-31T12:00:00.000Z',
  },
  keyword: { holds: isText, needs: 'a string or a number' },
  'keyword[]': { holds: (value) => Array.isArray(value) && value.every(isText), needs: 'a list of strings' },
  integer: { holds: Number.isInteger, needs: 'a whole number' },
  long: { holds: Number.isSafeInteger, needs: 'a whole number' },
  float: { holds: Number.isFinite, needs: 'a number' },
  'ip-prefix': {
    holds: (value) => typeof value === 'string' && isNetwork(value),
    needs: 'a network of at most /24 (IPv4) or /48 (IPv6)',
  },
};

/** What is wrong with a field's value, without the value; `undefined` where nothing is. */
export function fieldFault({ type, values }: LogFieldDefinition, value: AttributeValue): string | undefined {
  const { holds, needs } = CHECKS[type];
  if (!holds(value)) return `needs ${needs}`;
  return values && !values.some((allowed) => allowed === value) ? `needs one of ${values.join(', ')}` : undefined;
}

/** A longer prefix would name a person's line, not their network. */
function isNetwork(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const longest = { 4: 24, 6: 48 }[isIP(address)];
  return rest.length === 0 && longest !== undefined && /^\d{1,2}$/.test(length) && Number(length) <= longest;
}
