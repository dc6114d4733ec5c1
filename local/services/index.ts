/** Every server of the local platform, each after those that it needs. */
import type { Site } from '../site.ts';
import type { Service } from '../supervisor/service.ts';
import { alertmanager } from './alertmanager.ts';
import { clinic } from './clinic.ts';
import { agent, gateway } from './collectors.ts';
import { grafana } from './grafana.ts';
import { opensearch } from './opensearch.ts';
import { clinicDatabase, postgres } from './postgres.ts';
import { prometheus } from './prometheus.ts';
import { pagerdutyStandIn, slackStandIn } from './stand-ins.ts';
import { tempo } from './tempo.ts';
import { logWriter, opensearchApply } from './workers.ts';

const SERVICES = [
  postgres,
  clinicDatabase,
  opensearch,
  opensearchApply,
  tempo,
  pagerdutyStandIn,
  slackStandIn,
  alertmanager,
  prometheus,
  logWriter,
  gateway,
  agent,
  clinic,
] as const;

export function servicesOf(site: Site): readonly Service[] {
  return [...SERVICES.map((service) => service(site)), ...(site.grafana ? [grafana(site, site.grafana)] : [])];
}
