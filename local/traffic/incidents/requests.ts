/** Requests that fail, or that are too many. */
import { repeatedly } from '../background.ts';
import { end, type Incident, type IncidentContext, keepUp, setFault, signIn } from './incident.ts';

/** A fault hits half of the clinic's requests. */
const ERROR_SHARE = 0.5;
const SATURATION_EVERY_MS = 40;
/** What is left of the allowance of 60 when the integration pauses: a stall of a second and a half still leaves it above 80 %. */
const LEFT_OVER = 2;
const PAUSE_MS = 100;
const PARALLEL_SEARCHES = 6;

const failing = (context: IncidentContext, on: boolean) =>
  setFault(context, { fault: 'errors', tenantId: 'dental-reforma', rate: ERROR_SHARE, on });

export const errorBurst: Incident = {
  name: 'error-burst',
  title: 'A dependency fails on half of one clinic’s requests',
  tenantId: 'dental-reforma',
  alert: 'TenantHighErrorRate',
  channel: 'pagerduty-platform',
  alsoFires: [
    { alert: 'ApiAvailabilityBudgetBurn', channel: 'pagerduty-platform' },
    { alert: 'ApiAvailabilityBudgetTicket', channel: 'slack-ops', outlasts: true },
  ],
  // Stripe's deliveries are requests too: now and then three of them fail.
  mayFire: [{ alert: 'WebhookSuccessBudgetTicket', channel: 'slack-ops' }],
  start: (context) => failing(context, true),
  stop: (context) => failing(context, false),
};

export const rateLimiter: Incident = {
  name: 'rate-limiter',
  title: 'One clinic’s integration searches as fast as it is allowed to',
  tenantId: 'fisio-roma',
  alert: 'RateLimiterSaturated',
  channel: 'slack-ops',
  async start(context) {
    const caller = await signIn(context, 'fisio-roma');
    let remaining = Number.POSITIVE_INFINITY;
    let pauseUntil = 0;
    let underWay = 0;
    const search = async () => {
      if (underWay === PARALLEL_SEARCHES || performance.now() < pauseUntil) return;
      underWay += 1;
      try {
        remaining = (await context.api.search(caller, 'fisioterapia')).remaining ?? 0;
      } finally {
        underWay -= 1;
      }
      if (remaining <= LEFT_OVER) pauseUntil = performance.now() + PAUSE_MS;
    };
    while (remaining > LEFT_OVER) await Promise.all(Array.from({ length: PARALLEL_SEARCHES }, search));
    keepUp(context, this.name, repeatedly(SATURATION_EVERY_MS, search));
  },
  stop: (context) => end(context, 'rate-limiter'),
};
