/** The audit trail: who did what, when, from where. */

import { streamName } from './audit/stream.ts';
import type { Audit } from './audit/trail.ts';
import { createTrail } from './audit/trail.ts';
import { standardOutput } from './log/destination.ts';
import { processMasker } from './masking.ts';
import { increment } from './metrics.ts';
import { oncePerProcess } from './process-state.ts';

export { type ChainFault, type StoredRecord, verifyChain } from './audit/chain.ts';
export type { AuditEntry, Outcome } from './audit/trail.ts';

const trail = oncePerProcess('audit-trail', () =>
  createTrail({ destination: standardOutput(), masker: processMasker, stream: streamName, increment }),
);

/**
 * Records an event of the catalogue and counts it, in one call: the record goes to standard output whatever the logger's level,
 * with tenant, user, request, trace and network of the context, linked to the record before it by its hash;
 * `audit_events_total` and the event's own metric go up. It returns when the record has been written, and never throws.
 */
export const audit: Audit = (event, entry) => trail(event, entry);
