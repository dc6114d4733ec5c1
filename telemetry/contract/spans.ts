/** Span attributes that the SDK sets on every span of a request. */
import { TIERS } from './labels.ts';
import type { PiiClass } from './pii.ts';

export interface SpanAttributeDefinition {
  readonly description: string;
  readonly values?: readonly string[];
  readonly pii: PiiClass;
  /** Which field of the tenant context it carries. */
  readonly from: 'tenantId' | 'userId' | 'requestId' | 'tier';
}

export const spanAttributes = {
  'tenant.id': { description: "The clinic's id.", pii: 'none', from: 'tenantId' },
  'tenant.tier': { description: "The clinic's plan: the gateway samples by it.", values: TIERS, pii: 'none', from: 'tier' },
  'user.id': { description: "The signed-in user's opaque id.", pii: 'pseudonymous', from: 'userId' },
  'request.id': { description: 'The request id that log lines carry too.', pii: 'none', from: 'requestId' },
} as const satisfies Record<string, SpanAttributeDefinition>;

export type SpanAttributeName = keyof typeof spanAttributes;
