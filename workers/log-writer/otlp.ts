/** OTLP/HTTP logs in JSON: the envelope around log records, and the values of their attributes. */
import { z } from 'zod';

/** A request that is no OTLP logs request. Its message says where, and quotes nothing of it. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/** One log record as it came, with the resource that it came from. */
export interface OtlpRecord {
  readonly resource: unknown;
  readonly logRecord: unknown;
}

/** Only the way to the records is checked here: a record that is wrong in itself must not take its neighbours with it. */
const envelope = z.object({
  resourceLogs: z
    .array(
      z.object({
        resource: z.unknown().optional(),
        scopeLogs: z.array(z.object({ logRecords: z.array(z.unknown()).nullish() })).nullish(),
      }),
    )
    .nullish(),
});

/** @throws MalformedError for anything but an `ExportLogsServiceRequest` in JSON */
export function readLogs(body: Buffer): OtlpRecord[] {
  const { resourceLogs } = parseEnvelope(body);
  return (resourceLogs ?? []).flatMap(({ resource, scopeLogs }) =>
    (scopeLogs ?? []).flatMap(({ logRecords }) => (logRecords ?? []).map((logRecord) => ({ resource, logRecord }))),
  );
}

function parseEnvelope(body: Buffer): z.infer<typeof envelope> {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw new MalformedError('The body is no JSON.');
  }
  const result = envelope.safeParse(json);
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path }) => path.join('.') || 'the body');
  throw new MalformedError(`The body is no OTLP logs request in JSON: look at ${places.join(', ')}.`);
}

/** What an attribute may hold here. Nested structures have no place in the contract. */
export type Scalar = string | number | boolean;
export type AttributeValue = Scalar | readonly Scalar[];

/**
 * Attributes by name. Empty values are left out, as absent fields are.
 * @returns the name of the attribute that cannot be read, where one cannot
 */
export function readAttributes(attributes: unknown): Map<string, AttributeValue> | { readonly unreadable: string } {
  const values = new Map<string, AttributeValue>();
  if (attributes === undefined || attributes === null) return values;
  if (!Array.isArray(attributes)) return { unreadable: 'attributes' };
  for (const attribute of attributes) {
    if (!isObject(attribute) || typeof attribute.key !== 'string') return { unreadable: 'attributes' };
    const value = readValue(attribute.value);
    if (value === null) return { unreadable: attribute.key };
    if (value !== undefined) values.set(attribute.key, value);
  }
  return values;
}

/** The value; `undefined` for an empty one, `null` for one that cannot be read. */
function readValue(value: unknown): AttributeValue | null | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) return null;
  if (value.arrayValue !== undefined) return readArray(value.arrayValue);
  return readScalar(value);
}

function readArray(array: unknown): readonly Scalar[] | null {
  const items: unknown = isObject(array) ? (array.values ?? []) : null;
  if (!Array.isArray(items)) return null;
  const values: Scalar[] = [];
  for (const item of items) {
    const value = isObject(item) ? readScalar(item) : null;
    if (value === null || value === undefined) return null;
    values.push(value);
  }
  return values;
}

/** 64-bit integers come as strings. One that JavaScript cannot hold exactly cannot be read. */
function readScalar(value: Readonly<Record<string, unknown>>): Scalar | null | undefined {
  const { stringValue, boolValue, intValue, doubleValue } = value;
  if (stringValue !== undefined) return typeof stringValue === 'string' ? stringValue : null;
  if (boolValue !== undefined) return typeof boolValue === 'boolean' ? boolValue : null;
  if (intValue !== undefined) return exactInteger(intValue);
  if (doubleValue !== undefined) return typeof doubleValue === 'number' ? doubleValue : null;
  return Object.keys(value).length === 0 ? undefined : null;
}

function exactInteger(value: unknown): number | null {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value));
  return isNumeric && Number.isSafeInteger(Number(value)) ? Number(value) : null;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
