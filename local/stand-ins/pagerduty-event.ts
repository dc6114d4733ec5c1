/** What PagerDuty's Events API v2 takes, checked as it checks. The sentences are its own. */
import { z } from 'zod';

/** Severities that it knows; any other value refuses the event. */
export const PAGERDUTY_SEVERITIES = ['critical', 'warning', 'error', 'info'] as const;

export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key?: string;
  readonly payload?: {
    readonly summary: string;
    readonly source: string;
    readonly severity: (typeof PAGERDUTY_SEVERITIES)[number];
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

const text = (name: string) =>
  z.string({ error: `'${name}' is missing or blank` }).refine((value) => value.trim() !== '', `'${name}' is missing or blank`);

const oneOf = (name: string, values: readonly string[], listed: string) =>
  text(name).refine((value) => value.trim() === '' || values.includes(value), {
    error: `'${name}' is invalid (must be one of the following: ${listed})`,
  });

const atMost = (name: string, length: number) => (value: string, context: z.RefinementCtx) => {
  if (value.length > length) {
    context.addIssue({ code: 'custom', message: `Length of '${name}' is incorrect (should be at most ${length} characters)` });
  }
};

const payload = z.looseObject(
  {
    summary: text('payload.summary').superRefine(atMost('payload.summary', 1024)),
    source: text('payload.source'),
    severity: oneOf('payload.severity', PAGERDUTY_SEVERITIES, "'critical', 'warning', 'error' or 'info'"),
  },
  { error: "'payload' is missing or blank" },
);

const common = {
  routing_key: text('routing_key').refine((key) => key.trim() === '' || key.length === 32, {
    error: "Length of 'routing_key' is incorrect (should be 32 characters)",
  }),
  event_action: oneOf('event_action', ['trigger', 'acknowledge', 'resolve'], "'trigger', 'acknowledge' or 'resolve'"),
};

const key = text('dedup_key').superRefine(atMost('dedup_key', 255));
const trigger = z.looseObject({ ...common, dedup_key: key.optional(), payload });
const followUp = z.looseObject({ ...common, dedup_key: key });

/** An event that may be processed, or everything that is wrong with it. */
export type Verdict = { readonly event: PagerDutyEvent } | { readonly errors: readonly string[] };

/** Checks one decoded request body. */
export function checkEvent(body: unknown): Verdict {
  const action = typeof body === 'object' && body !== null && 'event_action' in body ? body.event_action : undefined;
  const schema = action === 'acknowledge' || action === 'resolve' ? followUp : trigger;
  const result = schema.safeParse(body);
  if (!result.success) return { errors: [...new Set(result.error.issues.map((issue) => issue.message))] };
  return { event: result.data as PagerDutyEvent };
}
