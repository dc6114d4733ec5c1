/** The audit catalogue: what an auditor can ask about. `audit()` takes these events and no others. */
import type { LabelValue } from './labels.ts';

/** The metric that an event increments besides `audit_events_total`, with the label that tells it from its siblings. */
export type AuditCount =
  | { readonly metric: 'auth_events_total'; readonly event: 'login' | 'logout' | 'password_reset' }
  | { readonly metric: 'reservations_total'; readonly action: LabelValue<'action'> }
  | { readonly metric: 'privileged_actions_total'; readonly action: LabelValue<'action'> }
  | { readonly metric: 'cross_tenant_access_total' };

export interface AuditEventDefinition {
  readonly category: 'authentication' | 'reservation' | 'billing' | 'privileged' | 'isolation';
  readonly description: string;
  /** The type of resource that `resource` names. */
  readonly resource: string;
  readonly counts?: AuditCount;
}

export const auditEvents = {
  LOGIN: {
    category: 'authentication',
    description: 'A user signed in, or tried to.',
    resource: 'session',
    counts: { metric: 'auth_events_total', event: 'login' },
  },
  LOGOUT: {
    category: 'authentication',
    description: 'A user signed out.',
    resource: 'session',
    counts: { metric: 'auth_events_total', event: 'logout' },
  },
  PASSWORD_RESET: {
    category: 'authentication',
    description: 'A password reset was asked for or completed.',
    resource: 'user',
    counts: { metric: 'auth_events_total', event: 'password_reset' },
  },
  CREATE_RESERVATION: {
    category: 'reservation',
    description: 'A reservation was made.',
    resource: 'reservation',
    counts: { metric: 'reservations_total', action: 'create' },
  },
  UPDATE_RESERVATION: {
    category: 'reservation',
    description: 'A reservation was changed.',
    resource: 'reservation',
    counts: { metric: 'reservations_total', action: 'update' },
  },
  CANCEL_RESERVATION: {
    category: 'reservation',
    description: 'A reservation was cancelled.',
    resource: 'reservation',
    counts: { metric: 'reservations_total', action: 'cancel' },
  },
  STRIPE_WEBHOOK_PROCESSED: { category: 'billing', description: 'A Stripe webhook was processed.', resource: 'webhook' },
  INVOICE_PAID: { category: 'billing', description: 'Stripe reported an invoice paid.', resource: 'invoice' },
  INVOICE_FAILED: {
    category: 'billing',
    description: 'Stripe reported that an invoice could not be collected.',
    resource: 'invoice',
  },
  ROLE_CHANGED: {
    category: 'privileged',
    description: "A user's role was changed.",
    resource: 'user',
    counts: { metric: 'privileged_actions_total', action: 'role_change' },
  },
  DATA_EXPORTED: {
    category: 'privileged',
    description: 'Records of clients were exported.',
    resource: 'export',
    counts: { metric: 'privileged_actions_total', action: 'data_export' },
  },
  USER_IMPERSONATED: {
    category: 'privileged',
    description: 'Support staff acted as a user.',
    resource: 'user',
    counts: { metric: 'privileged_actions_total', action: 'impersonation' },
  },
  SETTINGS_CHANGED: {
    category: 'privileged',
    description: "A clinic's settings were changed.",
    resource: 'clinic',
    counts: { metric: 'privileged_actions_total', action: 'settings_change' },
  },
  CROSS_TENANT_ACCESS: {
    category: 'isolation',
    description:
      'A row of another tenant was about to be read or written. Outcome `denied` where it was blocked, `failure` where only reported.',
    resource: 'table',
    counts: { metric: 'cross_tenant_access_total' },
  },
} as const satisfies Record<string, AuditEventDefinition>;

export type AuditEventName = keyof typeof auditEvents;
