/** What the gateway does to a log record: only the contract's fields pass, and nothing personal in clear. */
import { contract, type LogFieldDefinition } from '../../telemetry/contract/index.ts';
import type { Settings } from './config.ts';
import { attribute, list, text } from './ottl.ts';
import { ANY_PII, REDACTED, redactEmailsIn, redactPhonesOf } from './pii.ts';

/** Where a record was read: with its fields this identifies it. */
export const SOURCE_ATTRIBUTES = ['log.file.path', 'log.file.record_offset'] as const;

/** What the gateway keeps of a record's resource. */
export const RESOURCE_ATTRIBUTES = ['service.name', 'service.instance.id', 'deployment.environment.name'] as const;

const fields: readonly (readonly [string, LogFieldDefinition])[] = Object.entries(contract.recordFields);

const pathOf = (name: string) => attribute('log', name);

/**
 * The allow-list and the second PII net. A statement that fails is skipped and the record goes on: losing an audit record is worse
 * than passing one that the log writer then sets aside.
 */
export function logTransform(env: string): Settings {
  return {
    error_mode: 'ignore',
    log_statements: [
      {
        context: 'resource',
        statements: [
          `set(${attribute('resource', 'deployment.environment.name')}, ${text(env)})`,
          `keep_keys(resource.attributes, ${list(RESOURCE_ATTRIBUTES)})`,
        ],
      },
      {
        context: 'log',
        statements: [
          `keep_keys(log.attributes, ${list([...fields.map(([name]) => name), ...SOURCE_ATTRIBUTES])})`,
          'set(log.body, "")',
          ...fields.flatMap(([name, { type }]) => flat(name, type)),
          redactEmailsIn('log.attributes'),
          ...fields.flatMap(([name, { pii }]) => net(name, pii)),
        ],
      },
    ],
  };
}

/** Nested values become text, where the net finds what is in them; the log writer sets them aside if they should be numbers. */
function flat(name: string, type: LogFieldDefinition['type']): string[] {
  const path = pathOf(name);
  return type === 'keyword[]'
    ? [
        `set(${path}, String(${path})) where IsMap(${path})`,
        `set(${path}, ${list([REDACTED])}) where IsList(${path}) and IsMatch(String(${path}), ${text(ANY_PII)})`,
      ]
    : [`set(${path}, String(${path})) where IsMap(${path}) or IsList(${path})`];
}

/** What a field of each class may hold. Ids, hashes and points in time (`none`) are left alone. */
function net(name: string, pii: LogFieldDefinition['pii']): string[] {
  const path = pathOf(name);
  switch (pii) {
    case 'text':
    case 'pseudonymous':
      return [
        `set(${path}, ${text(REDACTED)}) where IsInt(${path}) and ${path} >= 1000000000`,
        ...redactPhonesOf(path).map((statement) => `${statement} where IsString(${path})`),
      ];
    case 'direct':
      return [`set(${path}, ${text(REDACTED)}) where ${path} != nil and not IsMatch(${path}, "^hmac:")`];
    case 'network':
      return [`delete_key(log.attributes, ${text(name)}) where ${path} != nil and not IsMatch(${path}, "/[0-9]{1,3}$")`];
    case 'none':
      return [];
  }
}
