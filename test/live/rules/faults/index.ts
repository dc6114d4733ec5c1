/** The fault of every alert. */
import type { Fault } from '../../../support/fault.ts';
import { alertingFaults } from './alerting.ts';
import { auditFaults } from './audit.ts';
import { backupFaults } from './backup.ts';
import { billingFaults } from './billing.ts';
import { collectorFaults } from './collector.ts';
import { expiryFaults } from './expiry.ts';
import { latencyFaults } from './latency.ts';
import { platformFaults } from './platform.ts';
import { securityFaults } from './security.ts';
import { sloFaults } from './slo.ts';
import { storeFaults } from './stores.ts';
import { tenantFaults } from './tenants.ts';

export const faults: readonly Fault[] = [
  ...tenantFaults,
  ...sloFaults,
  ...billingFaults,
  ...securityFaults,
  ...auditFaults,
  ...backupFaults,
  ...latencyFaults,
  ...platformFaults,
  ...collectorFaults,
  ...alertingFaults,
  ...storeFaults,
  ...expiryFaults,
];
