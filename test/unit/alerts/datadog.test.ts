import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Alert, SEVERITIES } from '../../../alerts/alert.ts';
import { catalogue } from '../../../alerts/catalogue.ts';
import { datadogAlerts, datadogObjectives } from '../../../alerts/render/datadog.ts';
import { BURN_TIERS, burnThreshold } from '../../../alerts/slo/burn-rate.ts';
import { datadogDashboards } from '../../../dashboards/render/datadog.ts';
import { duration, type Emitter, type MetricName, metrics, platformMetrics, slos } from '../../../telemetry/contract/index.ts';
import { counter, gauge, recorded, selectorsOf } from '../../../telemetry/query/index.ts';
import { readCount, readMonitor } from '../../support/datadog-grammar.ts';

const args = { env: 'prod', runbooks: 'https://git.example.com/runbooks' };
const { monitors, missing } = datadogAlerts(args);
const objectives = datadogObjectives('prod');

/** Who sends metrics through a Collector. */
const SENT: readonly Emitter[] = ['sdk', 'application', 'collector', 'agent'];

const REQUESTS = 'count:http.server.request.duration{env:prod} by {env,tenant}.as_count()';
const FAILED = 'count:http.server.request.duration{env:prod,status:5xx} by {env,tenant}.as_count()';
const BOOKINGS = 'count:reservation.booking.duration{env:prod} by {env,tenant}.as_count()';
const SLOW = 'count(v: v>0.4):reservation.booking.duration{env:prod} by {env,tenant}.as_count()';
const DELIVERIES = 'sum:stripe.webhook.deliveries{env:prod} by {env,tenant}.as_count()';
const UNDELIVERED = 'sum:stripe.webhook.deliveries{env:prod,outcome:failure} by {env,tenant}.as_count()';

describe("Datadog's monitors", () => {
  it.each([
    ['TenantHighErrorRate', `sum(last_5m):${FAILED} / ${REQUESTS} > 0.02`],
    ['StripeWebhookRetries', 'sum(last_1h):sum:stripe.webhook.retries{env:prod} by {env,tenant}.as_count() > 3'],
    ['RateLimiterSaturated', 'min(last_10m):max:rate_limiter.saturation{env:prod} by {env,tenant,limiter} > 0.8'],
    ['FailedLoginSpike', 'sum(last_5m):sum:auth.events{env:prod,event:login,outcome:failure} by {env,tenant}.as_count() > 20'],
    ['CrossTenantAccess', 'sum(last_5m):sum:cross_tenant.access{env:prod} by {env,tenant}.as_count() > 0'],
    ['LogFieldsDropped', 'sum(last_1d):sum:log.fields.dropped{env:prod} by {env,service}.as_count() > 0'],
    [
      'TenantLabelOverflow',
      'sum(last_15m):count:http.server.request.duration{env:prod,tenant:_overflow} by {env,service}.as_count() > 0',
    ],
    ['ApiAvailabilityBudgetBurn-1h', `sum(last_1h):${FAILED} - (${REQUESTS} * 0.072) > 4.176`],
    ['ApiAvailabilityBudgetBurn-6h', `sum(last_6h):${FAILED} - (${REQUESTS} * 0.03) > 4.365`],
    ['ApiAvailabilityBudgetTicket-1d', `sum(last_1d):${FAILED} - (${REQUESTS} * 0.015) > 2.4625`],
    ['ApiAvailabilityBudgetTicket-3d', `sum(last_72h):${FAILED} - (${REQUESTS} * 0.005) > 2.4875`],
    ['BookingLatencyBudgetBurn-1h', `sum(last_1h):${SLOW} - (${BOOKINGS} * 0.72) > 1.26`],
    ['BookingLatencyBudgetBurn-6h', `sum(last_6h):${SLOW} - (${BOOKINGS} * 0.3) > 3.15`],
    ['BookingLatencyBudgetTicket-1d', `sum(last_1d):${SLOW} - (${BOOKINGS} * 0.15) > 2.125`],
    ['BookingLatencyBudgetTicket-3d', `sum(last_72h):${SLOW} - (${BOOKINGS} * 0.05) > 2.375`],
    ['WebhookSuccessBudgetBurn-1h', `sum(last_1h):${UNDELIVERED} - (${DELIVERIES} * 0.0336) > 4.3488`],
    ['WebhookSuccessBudgetBurn-6h', `sum(last_6h):${UNDELIVERED} - (${DELIVERIES} * 0.014) > 4.437`],
    ['WebhookSuccessBudgetTicket-1d', `sum(last_1d):${UNDELIVERED} - (${DELIVERIES} * 0.01) > 2.475`],
    ['WebhookSuccessBudgetTicket-3d', `sum(last_72h):${UNDELIVERED} - (${DELIVERIES} * 0.01) > 2.475`],
  ])('%s asks', (name, query) => {
    expect(monitors.find((monitor) => monitor.name === name)?.query).toBe(query);
  });

  it('leaves out exactly the alerts that no monitor can raise, and says why', () => {
    const others = missing.filter(({ reason }) => !reason.includes('which only Prometheus scrapes,'));
    expect(Object.fromEntries(others.map(({ alert, reason }) => [alert, reason]))).toEqual({
      ApiAvailabilityBudgetSpent: "What is spent of a whole period's budget has no form in a Datadog monitor.",
      BookingLatencyBudgetSpent: "What is spent of a whole period's budget has no form in a Datadog monitor.",
      WebhookSuccessBudgetSpent: "What is spent of a whole period's budget has no form in a Datadog monitor.",
      // They compare with last week, with the tenant's own usual, or with the time of day.
      TenantLatencyRegression: '"and" between two parts has no form in a Datadog monitor.',
      FailedLoginsAboveBaseline: '"and" between two parts has no form in a Datadog monitor.',
      PrivilegedActionSurge: 'sum by (env, tenant) of a part of the kind "range" has no form in a Datadog monitor.',
      MrrDrop: '"unless" between two parts has no form in a Datadog monitor.',
      AuditSilent: '"and" between two parts has no form in a Datadog monitor.',
      // They have a floor besides their threshold, or exceptions.
      FailedInvoices: '"and" between two parts has no form in a Datadog monitor.',
      FailedLoginSpray: '"unless" between two parts has no form in a Datadog monitor.',
      // A share of two gauges, and where it leads.
      VolumeFullSoon: '"unless" between two parts has no form in a Datadog monitor.',
      VolumeNearlyFull: '"/" between a gauge and a gauge has no form in a Datadog monitor.',
    });
  });

  it('leaves out the alerts on what only Prometheus scrapes, and no other for that reason', () => {
    const scraped = Object.entries<Alert>(catalogue).filter(([, { measure }]) =>
      selectorsOf(measure.node).some(
        ({ series }) => series in platformMetrics || (series in metrics && !SENT.includes(metrics[series as MetricName].emitter)),
      ),
    );
    const left = missing.filter(({ reason }) => reason.includes('which only Prometheus scrapes,'));
    expect(left.map(({ alert }) => alert).sort()).toEqual(scraped.map(([name]) => name).sort());
  });

  it('has each alert of the catalogue as its monitors or as missing, and no name twice', () => {
    expect([...new Set([...monitors, ...missing].map(({ alert }) => alert))].sort()).toEqual(Object.keys(catalogue).sort());
    expect(new Set(monitors.map(({ name }) => name)).size).toBe(monitors.length);
  });

  it.each(monitors)(
    '$name is a query by the grammar, compares with its threshold and is grouped by the labels of its alert',
    (monitor) => {
      const { above, groups } = readMonitor(monitor.query);
      expect(above).toBe(monitor.above);
      const { by }: Alert = catalogue[monitor.alert as keyof typeof catalogue];
      expect(groups).toEqual(by.filter((label) => label !== 'slo'));
      if (monitor.notifyBy) expect(groups).toEqual(expect.arrayContaining([...monitor.notifyBy]));
      // All the groups would be no choice, and Datadog refuses it.
      expect(monitor.notifyBy?.length ?? 0).toBeLessThan(groups.length);
    },
  );

  it('makes one notification of a fault of all tenants, and one for each tenant where a single event is an incident', () => {
    const notifyBy = (name: string) => monitors.find((monitor) => monitor.name === name)?.notifyBy;
    expect(notifyBy('TenantHighErrorRate')).toEqual(['env']);
    expect(notifyBy('ApiAvailabilityBudgetBurn-1h')).toEqual(['env']);
    expect(notifyBy('FailedLoginSpike')).toEqual(['env']);
    expect(notifyBy('CrossTenantAccess')).toBeUndefined();
  });

  it('waits for the last series where it computes with several, and for a full window where each sample counts', () => {
    const named = (name: string) => monitors.find((monitor) => monitor.name === name);
    expect(named('TenantHighErrorRate')).toMatchObject({ computed: true, fullWindow: false });
    expect(named('ApiAvailabilityBudgetBurn-1h')).toMatchObject({ computed: true, fullWindow: false });
    expect(named('RateLimiterSaturated')).toMatchObject({ computed: false, fullWindow: true });
    expect(named('CrossTenantAccess')).toMatchObject({ computed: false, fullWindow: false });
  });

  it('is silenced by maintenance where users feel it, not where security or the platform is concerned', () => {
    const silenced = new Set(monitors.filter(({ maintained }) => maintained).map(({ alert }) => alert));
    expect(silenced).toContain('TenantHighErrorRate');
    expect(silenced).toContain('WebhookSuccessBudgetBurn');
    expect(silenced).not.toContain('CrossTenantAccess');
    expect(silenced).not.toContain('FailedLoginSpike');
    expect(silenced).not.toContain('TenantLabelOverflow');
  });

  it('has the alert’s severity, team and symptom', () => {
    for (const monitor of monitors) {
      const { severity, team, symptom } = catalogue[monitor.alert as keyof typeof catalogue];
      expect(monitor).toMatchObject({ severity, team, symptom });
      expect(SEVERITIES).toContain(monitor.severity);
    }
  });

  it('looks at the series of its own environment only', () => {
    const dev = datadogAlerts({ ...args, env: 'dev' }).monitors;
    expect(dev).toHaveLength(monitors.length);
    for (const { query } of dev) expect(query.match(/env:\w+/g)?.every((tag) => tag === 'env:dev')).toBe(true);
    for (const { query } of monitors) expect(query.split('{').length).toBe(2 * (query.match(/env:prod/g) ?? []).length + 1);
  });

  it('does not hide a fault of the rendering as an alert that Datadog cannot raise', () => {
    const broken = {
      ...catalogue.CrossTenantAccess,
      by: ['env'],
      get measure(): never {
        throw new RangeError('broken');
      },
    } as Alert;
    expect(() => datadogAlerts(args, { Broken: broken })).toThrow('broken');
  });
});

describe("the text of Datadog's monitors", () => {
  const message = (name: string) => monitors.find((monitor) => monitor.name === name)?.message;

  it('names the tenant where it notifies by tenant', () => {
    expect(message('CrossTenantAccess')).toBe(
      "{{#is_alert}}{{tenant.name}}: a request touched another clinic's data. A request of {{tenant.name}} was about to read or write another clinic's rows. The guard blocks it by default; a single one is an incident.{{/is_alert}}{{#is_recovery}}It is over.{{/is_recovery}}\n\nRunbook: https://git.example.com/runbooks/CrossTenantAccess.md",
    );
  });

  it('speaks of some tenants where it notifies of all of them at once, with the value and the threshold in percent', () => {
    expect(message('TenantHighErrorRate')).toBe(
      '{{#is_alert}}some tenants: {{eval "value*100"}}% of requests fail. Users of some tenants get server errors on {{eval "value*100"}}% of their requests, above 2% for five minutes.{{/is_alert}}{{#is_recovery}}It is over.{{/is_recovery}}\n\nRunbook: https://git.example.com/runbooks/TenantHighErrorRate.md',
    );
  });

  it('says of a count how many, whole', () => {
    expect(message('StripeWebhookRetries')).toContain('Stripe repeated {{eval "int(value)"}} webhook deliveries within an hour');
  });

  it('says how fast a budget burns at least, for the value is a number of events, and links the runbook of the alert', () => {
    expect(message('ApiAvailabilityBudgetBurn-1h')).toContain('the availability budget burns more than 14.4x as fast as it may');
    expect(message('ApiAvailabilityBudgetBurn-6h')).toContain('more than 6x');
    expect(message('ApiAvailabilityBudgetTicket-1d')).toContain('more than 3x');
    expect(message('WebhookSuccessBudgetBurn-1h')).toContain('more than 3.36x');
    expect(message('ApiAvailabilityBudgetBurn-6h')).toMatch(/Runbook: https:\S+\/ApiAvailabilityBudgetBurn\.md$/);
  });

  it('says other units in words', () => {
    const like = (change: Partial<Alert>) =>
      datadogAlerts(args, { Like: { ...catalogue.RateLimiterSaturated, ...change } as Alert }).monitors[0]?.message;
    expect(like({ unit: 'times', summary: '{value}' })).toContain('{{#is_alert}}{{value}}x.');
    expect(like({ unit: 'seconds', summary: '{value}' })).toContain('{{#is_alert}}{{value}} s.');
  });

  it('leaves no placeholder behind, and names no label that the notification has not', () => {
    for (const { message: text, notifyBy, query } of monitors) {
      expect(text.replaceAll(/\{\{.*?\}\}/g, '')).not.toMatch(/[{}]/);
      const named = [...text.matchAll(/\{\{(\w+)\.name\}\}/g)].map(([, label]) => label);
      const known = notifyBy ?? readMonitor(query).groups;
      expect(known).toEqual(expect.arrayContaining([...new Set(named)]));
    }
  });
});

describe('burn rates in one comparison', () => {
  const burns = (['page', 'ticket'] as const).flatMap((tier) =>
    Object.values(slos).flatMap((slo) =>
      BURN_TIERS[tier].windows.map((window) => ({
        slo,
        least: BURN_TIERS[tier].leastBad,
        threshold: burnThreshold(slo, window),
        window,
      })),
    ),
  );

  it('has a monitor for each pair of windows', () => {
    expect(burns).toHaveLength(12);
    expect(monitors.filter(({ name }) => /-\d+[hd]$/.test(name))).toHaveLength(12);
  });

  it.each(burns)(
    'never fires for fewer bad events or a lower ratio than the pair of $window.long asks for ($threshold)',
    ({ least, threshold }) => {
      const found = monitors.filter(({ query }) => query.includes(`* ${threshold}) > `));
      expect(found).not.toEqual([]);
      const { above } = found.find((monitor) => monitor.name.includes(least === 5 ? 'Burn' : 'Ticket')) ?? { above: Number.NaN };
      const fires = (bad: number, total: number) => bad - total * threshold > above;
      const wrong: string[] = [];
      for (let total = 1; total <= 500; total++) {
        for (let bad = 0; bad <= total; bad++) {
          if (fires(bad, total) && !(bad >= least && bad / total > threshold)) wrong.push(`${bad} of ${total}`);
        }
      }
      expect(wrong).toEqual([]);
      // And does with that many, where all are bad.
      expect(fires(least, least)).toBe(true);
      expect(fires(least - 1, least - 1)).toBe(false);
    },
  );
});

describe("Datadog's objectives", () => {
  it('count good and all events by tenant', () => {
    expect(objectives).toEqual([
      {
        name: 'api-availability',
        title: 'API availability',
        description: 'Requests answered with anything but a 5xx status.',
        good: 'count:http.server.request.duration{env:prod,!status:5xx} by {env,tenant}.as_count()',
        total: REQUESTS,
        objective: 0.995,
        period: '30d',
      },
      {
        name: 'booking-latency',
        title: 'Reservation booking latency',
        description: 'Bookings confirmed within 400 ms.',
        good: 'count(v: v<=0.4):reservation.booking.duration{env:prod} by {env,tenant}.as_count()',
        total: BOOKINGS,
        objective: 0.95,
        period: '30d',
      },
      {
        name: 'webhook-success',
        title: 'Webhook success',
        description: 'Stripe webhook deliveries processed without an error.',
        good: 'sum:stripe.webhook.deliveries{env:prod,!outcome:failure} by {env,tenant}.as_count()',
        total: DELIVERIES,
        objective: 0.99,
        period: '7d',
      },
    ]);
  });

  it.each(objectives)('$name counts the same metric by the same tags, by the grammar', ({ good, total }) => {
    expect(readCount(good)).toEqual(readCount(total));
    expect(readCount(good).groups).toEqual(['env', 'tenant']);
  });
});

describe('what somebody switches on by hand', () => {
  it('names every distribution of which percentiles are needed', () => {
    const shown = datadogDashboards({ env: 'prod', monitorTags: [] }).dashboards.map(({ json }) => json);
    const asked = [...monitors.map(({ query }) => query), ...objectives.flatMap(({ good, total }) => [good, total]), ...shown].join(
      '\n',
    );
    const needed = [...asked.matchAll(/(?:count\(v: [^)]*\)|\bp\d+|histogram):([\w.]+)/g)].map(([, metric]) => metric);
    const objectivesOf = objectives.flatMap(({ total }) => (total.startsWith('count:') ? readCount(total).metrics : []));
    const documented = readFileSync(new URL('../../../docs/datadog.md', import.meta.url), 'utf8');
    const list = /Percentiles:(.*)/.exec(documented)?.[1] ?? '';
    expect([...list.matchAll(/`([^`]+)`/g)].map(([, metric]) => metric).sort()).toEqual(
      [...new Set([...needed, ...objectivesOf])].sort(),
    );
  });
});

const like = (measure: Alert['measure'], change: Partial<Alert> = {}) =>
  datadogAlerts(args, { Like: { ...catalogue.StripeWebhookRetries, ...change, measure } as Alert });

describe('an alert like another', () => {
  it('has the form of its measure', () => {
    expect(like(gauge('queue_depth').acrossInstances(), { above: 100 }).monitors[0]?.query).toBe(
      'max(last_5m):max:queue.depth{env:prod} by {env,tenant,queue} > 100',
    );
  });

  it('notifies by its only group as it stands', () => {
    const [monitor] = like(counter('stripe_webhook_retries_total').increase(duration('1h')).sumBy('env')).monitors;
    expect(monitor?.query).toContain('by {env}');
    expect(monitor).not.toHaveProperty('notifyBy');
  });

  it('is missing where its window is too long, or where several rules record its series', () => {
    expect(like(counter('stripe_invoices_total').increase(duration('8d')).sumBy('env', 'tenant')).missing).toEqual([
      { alert: 'Like', reason: expect.stringContaining('A window of 11520 minutes') },
    ]);
    expect(like(recorded('slo:error_budget:burn_rate1d')).missing).toEqual([
      { alert: 'Like', reason: 'slo:error_budget:burn_rate1d, which no single rule records, has no form in a Datadog monitor.' },
    ]);
  });
});
