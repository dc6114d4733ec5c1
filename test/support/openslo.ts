/** The forms of OpenSLO v1, as its specification has them: https://github.com/OpenSLO/OpenSLO. Those of documents that we write. */
import { z } from 'zod';

/** RFC 1123. */
const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const labelKey = z.string().regex(/^[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/);
const annotationKey = z.string().regex(/^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/);
const description = z.string().max(1_050).optional();
/** One number and one unit. */
const shorthand = z.string().regex(/^[1-9]\d*[mhdwMQY]$/);

const metadata = z.strictObject({
  name,
  displayName: z.string().max(63).optional(),
  labels: z.record(labelKey, z.string().or(z.array(z.string()))).optional(),
  annotations: z.record(annotationKey, z.string()).optional(),
});

const kind = <K extends string, S extends z.ZodType>(of: K, spec: S) =>
  z.strictObject({ apiVersion: z.literal('openslo/v1'), kind: z.literal(of), metadata, spec });

const metric = z.strictObject({
  metricSource: z.strictObject({ type: z.string(), spec: z.record(z.string(), z.string()) }),
});

const inlineCondition = z.strictObject({
  kind: z.literal('AlertCondition'),
  metadata,
  spec: z.strictObject({
    description,
    severity: z.string().min(1),
    condition: z.strictObject({
      kind: z.literal('burnrate'),
      op: z.enum(['lte', 'gte', 'lt', 'gt']),
      threshold: z.number(),
      lookbackWindow: shorthand,
      alertAfter: shorthand.optional(),
    }),
  }),
});

export const openSloDocument = z.discriminatedUnion('kind', [
  kind('Service', z.strictObject({ description })),
  kind('AlertNotificationTarget', z.strictObject({ target: z.string().min(1), description })),
  kind(
    'SLI',
    // Of the forms of a ratio the one with good and total.
    z.strictObject({ description, ratioMetric: z.strictObject({ counter: z.boolean(), good: metric, total: metric }) }),
  ),
  kind(
    'SLO',
    z.strictObject({
      description,
      service: name,
      indicatorRef: name,
      timeWindow: z.tuple([z.strictObject({ duration: shorthand, isRolling: z.literal(true) })]),
      budgetingMethod: z.enum(['Occurrences', 'Timeslices', 'RatioTimeslices']),
      objectives: z.tuple([z.strictObject({ displayName: z.string().optional(), target: z.number().min(0).lt(1) })]),
      alertPolicies: z.array(z.strictObject({ alertPolicyRef: name })).optional(),
    }),
  ),
  kind(
    'AlertPolicy',
    z.strictObject({
      description,
      alertWhenBreaching: z.boolean(),
      alertWhenResolved: z.boolean(),
      alertWhenNoData: z.boolean(),
      conditions: z.tuple([inlineCondition]),
      notificationTargets: z.array(z.strictObject({ targetRef: name })).min(1),
    }),
  ),
]);

export type OpenSlo = z.infer<typeof openSloDocument>;
