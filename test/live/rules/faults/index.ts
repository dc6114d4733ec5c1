/** The fault of every alert. */
import type { Fault } from '../../../support/fault.ts';
import { sloFaults } from './slo.ts';
import { tenantFaults } from './tenants.ts';

export const faults: readonly Fault[] = [...tenantFaults, ...sloFaults];
