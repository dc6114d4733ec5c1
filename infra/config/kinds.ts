/** Kinds of values. Pulumi hands on every value as text, lists and objects as JSON: each kind reads that text. */
import { z } from 'zod';
import type { MaintenanceWindow } from '../../alerts/maintenance.ts';
import { type Duration, type DurationLiteral, duration } from '../../telemetry/contract/index.ts';

/** Reads a value from the text that Pulumi has of it. */
export type Kind<T> = z.ZodType<T, string>;

/** Text of one form. */
export const text = (form: RegExp): Kind<string> => z.string().regex(form);

/** One word of a list. */
export const oneOf = <const T extends string>(words: readonly [T, ...T[]]): Kind<T> =>
  z.string().pipe(z.enum(words) as unknown as Kind<T>);

export const flag: Kind<boolean> = z
  .string()
  .regex(/^(true|false)$/)
  .transform((word) => word === 'true');

/** A whole number between two, which are allowed. */
export const whole = (from: number, to: number): Kind<number> =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((number) => number >= from && number <= to);

/** A length of time between two, which are allowed. */
export const lengthOfTime = (from: DurationLiteral, to: DurationLiteral): Kind<Duration> =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}[hdw]$/)
    .transform((literal) => duration(literal as DurationLiteral))
    .refine(({ ms }) => ms >= duration(from).ms && ms <= duration(to).ms);

/** An `https` address without query and fragment, and without a slash at its end. */
export const httpsUrl: Kind<string> = z.string().refine(isHttpsUrl);

export function isHttpsUrl(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && url.username === '' && !/[?#\s]|\/$/.test(address);
}

/** A DNS name of two labels or more. */
export const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

/** An e-mail address, without the name of its owner. */
export const EMAIL = /^[A-Za-z0-9._%+-]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/;

/** A time zone by its IANA name. */
export const timeZone: Kind<string> = z
  .string()
  .regex(/^([A-Z]\w+(\/[A-Z][\w+-]+)+|UTC)$/)
  .refine(isTimeZone);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A name as Kubernetes has it for namespaces, classes and secrets. */
export const KUBERNETES_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** An image with its registry and an exact tag or a digest: `latest` is another image tomorrow. */
export const IMAGE =
  /^[a-z0-9.-]+\.[a-z]+(:\d+)?\/[a-z0-9._/-]+(:(?!latest$)[\w][\w.-]{0,127}|(:[\w][\w.-]{0,127})?@sha256:[0-9a-f]{64})$/;

/** Whether no item stands in a list twice. */
export function isDistinct(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}

/** A list or an object. */
export const json = <T>(schema: z.ZodType<T>): Kind<T> =>
  z
    .string()
    .transform(parsed)
    .pipe(schema as z.ZodType<T, unknown>);

/** The value that a text of JSON holds, and the text itself where it is none. */
export function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const MOMENT = z.iso.datetime({ offset: true }).transform((moment) => new Date(moment));

/** A list of maintenance windows, each later at its end than at its beginning. */
export const maintenanceWindows: Kind<readonly MaintenanceWindow[]> = json(
  z.array(
    z
      .strictObject({ tenant: z.string().regex(/^[A-Za-z0-9][\w.-]{0,127}$/), from: MOMENT, to: MOMENT })
      .refine(({ from, to }) => from < to),
  ),
);
