/** What an OpenSearch domain is made of, by environment. */
import type * as aws from '@pulumi/aws';
import type { DeployedEnvironment } from '../environment.ts';
import { logGroupPrefix } from './names.ts';

/** Ten hours from 22:00 in Mexico City, when clinics are closed: AWS wants the time in UTC. */
export const OFF_PEAK = { enabled: true, offPeakWindow: { windowStartTime: { hours: 4, minutes: 0 } } } as const;

/** The domain's own logs. */
const LOGS = [
  { logType: 'AUDIT_LOGS', purpose: 'audit' },
  { logType: 'INDEX_SLOW_LOGS', purpose: 'index-slow' },
  { logType: 'SEARCH_SLOW_LOGS', purpose: 'search-slow' },
  { logType: 'ES_APPLICATION_LOGS', purpose: 'application' },
] as const;

export interface DomainLog {
  readonly logType: (typeof LOGS)[number]['logType'];
  readonly purpose: (typeof LOGS)[number]['purpose'];
  readonly groupName: string;
  readonly retentionInDays: number;
}

/** The log group of each kind of log: who read the audit records is kept for a year, as the records are. */
export function domainLogs(environment: Pick<DeployedEnvironment, 'name'>): readonly DomainLog[] {
  return LOGS.map(({ logType, purpose }) => ({
    logType,
    purpose,
    groupName: `${logGroupPrefix(environment)}opensearch/${purpose}`,
    retentionInDays: environment.name === 'dev' ? 7 : purpose === 'audit' ? 365 : 30,
  }));
}

/**
 * The nodes.
 * @param warmNodes UltraWarm nodes: 0, or 2 and more
 * @throws RangeError where UltraWarm has no dedicated masters, which it needs
 */
export function clusterConfig(
  { name, logStore }: DeployedEnvironment,
  warmNodes: number,
): aws.types.input.opensearch.DomainClusterConfig {
  const { zones, data, masters } = logStore;
  if (warmNodes > 0 && !masters) {
    throw new RangeError(
      `${name} has ${warmNodes} UltraWarm nodes and no dedicated masters, which they need: set logs:warmNodes to 0.`,
    );
  }
  return {
    instanceType: data.type,
    instanceCount: data.count,
    zoneAwarenessEnabled: zones > 1,
    ...(zones > 1 ? { zoneAwarenessConfig: { availabilityZoneCount: zones } } : {}),
    dedicatedMasterEnabled: masters !== undefined,
    ...(masters ? { dedicatedMasterType: masters.type, dedicatedMasterCount: masters.count } : {}),
    warmEnabled: warmNodes > 0,
    ...(warmNodes > 0 ? { warmType: 'ultrawarm1.medium.search', warmCount: warmNodes } : {}),
  };
}

/** Burstable instances have no Auto-Tune: AWS refuses the setting itself. */
export function hasAutoTune(instanceType: string): boolean {
  return !/^t[23]\./.test(instanceType);
}
