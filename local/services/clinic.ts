/** The sample clinic: the application that all the rest watches. */
import { join } from 'node:path';
import { METRIC_INTERVAL, scaled } from '../../telemetry/contract/index.ts';
import { clinicCommand } from '../clinic/launch.ts';
import { ENVIRONMENT, http, logFile, type Site } from '../site.ts';
import type { Service } from '../supervisor/service.ts';
import { databaseUrl } from './postgres.ts';

export function clinic(site: Site): Service {
  const { ports, secrets, speed } = site;
  const { file, args, env, cwd } = clinicCommand({
    port: ports.clinic,
    databaseUrl: databaseUrl(site),
    sessionSecret: secrets.sessionSecret,
    stripeWebhookSecret: secrets.stripeWebhookSecret,
    hmacKeys: `k1:${secrets.hmacMaster}`,
    env: ENVIRONMENT.name,
    otlpEndpoint: http(ports.agentOtlp),
    metricIntervalMs: scaled(METRIC_INTERVAL, speed).ms,
    chaosToken: secrets.chaosToken,
    trustedProxies: 1,
  });
  return {
    name: 'clinic',
    argv: [file, ...args],
    env,
    cwd,
    after: ['clinic-database', 'agent'],
    ports: [ports.clinic],
    ready: { http: http(ports.clinic, '/api/healthz') },
    log: clinicLog(site),
    errorLog: logFile(site, 'clinic.stderr'),
  };
}

/** The application's standard output, which the agent reads: JSON lines and nothing else. */
export function clinicLog({ dataDir }: Site): string {
  return join(dataDir, 'logs', 'clinic', 'clinic.log');
}
