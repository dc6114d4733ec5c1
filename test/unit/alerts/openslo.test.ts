import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { catalogue } from '../../../alerts/catalogue.ts';
import { prometheusRules, type RecordingRule } from '../../../alerts/render/prometheus.ts';
import { openSloFiles } from '../../../docs/generate/openslo.ts';
import { type OpenSlo, openSloDocument } from '../../support/openslo.ts';
import { grammarErrors } from '../../support/promql-grammar.ts';

const files = Object.entries(openSloFiles).map(([file, render]) => ({
  file,
  documents: parseAllDocuments(render()).map((document): unknown => document.toJS()),
}));
const all = files.flatMap(({ documents }) => documents) as OpenSlo[];
const of = <K extends OpenSlo['kind']>(kind: K) => all.filter((one): one is Extract<OpenSlo, { kind: K }> => one.kind === kind);
const namesOf = (kind: OpenSlo['kind']) => of(kind).map(({ metadata }) => metadata.name);

describe('the OpenSLO files', () => {
  it.each(files)('$file has the form that the specification asks for', ({ documents }) => {
    for (const document of documents) expect(openSloDocument.safeParse(document).error).toBeUndefined();
  });

  it('are one for each objective, and one that they share', () => {
    expect(files.map(({ file }) => file)).toEqual([
      'docs/openslo/shared.yaml',
      'docs/openslo/api-availability.yaml',
      'docs/openslo/booking-latency.yaml',
      'docs/openslo/webhook-success.yaml',
    ]);
  });

  it('name no two documents of a kind alike, and refer to none that is not there', () => {
    const keys = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { spec } of of('SLO')) {
      expect(namesOf('Service')).toContain(spec.service);
      expect(namesOf('SLI')).toContain(spec.indicatorRef);
      for (const { alertPolicyRef } of spec.alertPolicies ?? []) expect(namesOf('AlertPolicy')).toContain(alertPolicyRef);
    }
    const referred = new Set(of('SLO').flatMap(({ spec }) => (spec.alertPolicies ?? []).map((ref) => ref.alertPolicyRef)));
    expect([...referred].sort()).toEqual(namesOf('AlertPolicy').sort());
    for (const { spec } of of('AlertPolicy')) {
      for (const { targetRef } of spec.notificationTargets) expect(namesOf('AlertNotificationTarget')).toContain(targetRef);
    }
  });
});

describe('an objective', () => {
  it.each([
    ['api-availability', 0.995, '30d'],
    ['booking-latency', 0.95, '30d'],
    ['webhook-success', 0.99, '7d'],
  ])('%s has the share %d of the events of the last %s', (name, share, period) => {
    expect(of('SLO').find(({ metadata }) => metadata.name === name)?.spec).toMatchObject({
      budgetingMethod: 'Occurrences',
      timeWindow: [{ duration: period, isRolling: true }],
      objectives: [{ target: share }],
    });
  });
});

describe('an indicator', () => {
  const rules = prometheusRules({ speed: 1, runbooks: '', grafanaUrl: '', evaluator: 'prometheus' }).groups.flatMap(
    ({ rules: own }) => own,
  );
  const recorded = (name: string, slo: string) =>
    rules.find((rule): rule is RecordingRule => 'record' in rule && rule.record === name && rule.labels?.slo === slo)?.expr;

  it.each(['api-availability', 'booking-latency', 'webhook-success'])(
    '%s reads the recorded counts per tenant, and says what they are counted from',
    (slo) => {
      const sli = of('SLI').find(({ metadata }) => metadata.name === slo);
      for (const part of ['good', 'total'] as const) {
        const source = sli?.spec.ratioMetric[part].metricSource;
        expect(source?.type).toBe('Prometheus');
        expect(grammarErrors(source?.spec.query ?? '')).toEqual([]);
        expect(source?.spec.query).toBe(`sum by (env, tenant) (slo:${part}:increase5m{slo="${slo}"})`);
        // Good events of an availability are recorded as all but the bad: the same number from fewer series.
        if (part === 'total') expect(recorded(`slo:${part}:increase5m`, slo)).toContain(source?.spec.countedFrom);
      }
      expect(sli?.spec.ratioMetric.counter).toBe(false);
    },
  );

  it('counts as good what is not an error, and what is fast enough', () => {
    const good = of('SLI').map(({ spec }) => spec.ratioMetric.good.metricSource.spec.countedFrom);
    expect(good).toEqual([
      expect.stringContaining('http_server_request_duration_seconds_count{status!="5xx"}[5m]'),
      expect.stringContaining('reservation_booking_duration_seconds_bucket{le="0.4"}[5m]'),
      expect.stringContaining('stripe_webhook_deliveries_total{outcome!="failure"}[5m]'),
    ]);
  });
});

describe('the alerts of an objective', () => {
  const table = (slo: string) =>
    of('AlertPolicy')
      .filter(({ metadata }) => metadata.name.startsWith(slo))
      .map(({ metadata, spec }) => {
        const [{ spec: own }] = spec.conditions;
        return [
          metadata.annotations?.['vigia/alert'],
          own.severity,
          own.condition.op,
          own.condition.threshold,
          own.condition.lookbackWindow,
          metadata.annotations?.['vigia/short-window'],
          metadata.annotations?.['vigia/least-bad-events'],
          spec.notificationTargets.map(({ targetRef }) => targetRef).join(),
        ];
      });

  it('are the burn rates of 30 days', () => {
    expect(table('api-availability')).toEqual([
      ['ApiAvailabilityBudgetBurn', 'critical', 'gt', 14.4, '1h', '5m', '5', 'pagerduty-platform'],
      ['ApiAvailabilityBudgetBurn', 'critical', 'gt', 6, '6h', '30m', '5', 'pagerduty-platform'],
      ['ApiAvailabilityBudgetTicket', 'warning', 'gt', 3, '1d', '2h', '3', 'slack-ops'],
      ['ApiAvailabilityBudgetTicket', 'warning', 'gt', 1, '3d', '6h', '3', 'slack-ops'],
      ['ApiAvailabilityBudgetSpent', 'warning', 'gt', 1, '30d', undefined, undefined, 'slack-ops'],
    ]);
  });

  it('are other burn rates for seven days, and never one that the budget survives', () => {
    expect(table('webhook-success').map((row) => [row[0], row[3], row[4], row[7]])).toEqual([
      ['WebhookSuccessBudgetBurn', 3.36, '1h', 'pagerduty-billing'],
      ['WebhookSuccessBudgetBurn', 1.4, '6h', 'pagerduty-billing'],
      ['WebhookSuccessBudgetTicket', 1, '1d', 'slack-ops'],
      ['WebhookSuccessBudgetTicket', 1, '3d', 'slack-ops'],
      ['WebhookSuccessBudgetSpent', 1, '7d', 'slack-ops'],
    ]);
  });

  it('are all in the catalogue', () => {
    for (const { metadata } of of('AlertPolicy')) expect(Object.keys(catalogue)).toContain(metadata.annotations?.['vigia/alert']);
  });
});
