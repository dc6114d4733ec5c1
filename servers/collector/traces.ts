/** What the gateway does to traces: the second PII net, then sampling by whole trace. */
import { contract, type Duration, duration, formatGo, type Speed, scaled, spanAttributes } from '../../telemetry/contract/index.ts';
import type { Settings } from './config.ts';
import { list, text } from './ottl.ts';
import { redactEmailsIn, redactEmailsOf, redactPhonesIn, redactPhonesOf } from './pii.ts';

/** Families of resource attributes that say what ran and where, never who or with which arguments. */
const RESOURCE_FAMILIES = ['service', 'deployment', 'telemetry', 'host', 'os', 'container', 'k8s', 'cloud'] as const;

/** Attributes of spans that are ids: a run of digits in them is no phone number. */
const ids = Object.entries(spanAttributes).flatMap(([name, { pii }]) => (pii === 'none' ? [name] : []));

/** The second net over spans, their status and their events. */
export function traceTransform(env: string): Settings {
  return {
    error_mode: 'ignore',
    trace_statements: [
      {
        context: 'resource',
        statements: [
          `set(resource.attributes["deployment.environment.name"], ${text(env)})`,
          `keep_matching_keys(resource.attributes, ${text(`^(?:${RESOURCE_FAMILIES.join('|')})[.]`)})`,
        ],
      },
      {
        context: 'span',
        statements: [
          redactEmailsIn('span.attributes'),
          'set(span.cache["ids"], span.attributes)',
          `keep_keys(span.cache["ids"], ${list(ids)})`,
          ...redactPhonesIn('span.attributes'),
          'merge_maps(span.attributes, span.cache["ids"], "upsert")',
          ...['span.name', 'span.status.message'].flatMap((path) => [redactEmailsOf(path), ...redactPhonesOf(path)]),
        ],
      },
      {
        context: 'spanevent',
        statements: [redactEmailsIn('spanevent.attributes'), ...redactPhonesIn('spanevent.attributes')],
      },
    ],
  };
}

/** How long spans of a trace may keep arriving, on the platform's clock. */
const DECISION_WAIT = duration('30s');

/**
 * Keeps every trace with an error, every slow one, and of the rest each tier's share. The share of the tier with the least applies to
 * all; other tiers add to it. One hash decides for all shares, so the smaller is part of the larger, never added to it.
 */
export function tailSampling(speed: Speed, slowTrace: Duration): Settings {
  const least = Math.min(...Object.values(contract.tiers).map(({ tracesKeptPercent }) => tracesKeptPercent));
  const more = Object.entries(contract.tiers).filter(([, { tracesKeptPercent }]) => tracesKeptPercent > least);
  return {
    // Requests take their time on any clock: a slow trace must be whole before it is judged.
    decision_wait: formatGo({ ms: Math.max(scaled(DECISION_WAIT, speed).ms, 3 * slowTrace.ms) }),
    num_traces: 50_000,
    // Spans that come after the decision follow it.
    decision_cache: { sampled_cache_size: 100_000, non_sampled_cache_size: 400_000 },
    policies: [
      { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
      serverErrors('http.response.status_code'),
      serverErrors('http.status_code'),
      { name: 'slow', type: 'latency', latency: { threshold_ms: slowTrace.ms } },
      { name: 'everyone', ...share(least) },
      ...more.map(([tier, { tracesKeptPercent }]) => ({
        name: `tier-${tier}`,
        type: 'and',
        and: {
          and_sub_policy: [
            { name: tier, type: 'string_attribute', string_attribute: { key: 'tenant.tier', values: [tier] } },
            { name: 'share', ...share(tracesKeptPercent) },
          ],
        },
      })),
    ],
  };
}

/** The semantic convention changed the attribute's name; libraries follow one by one. */
function serverErrors(key: string): Settings {
  return { name: `5xx ${key}`, type: 'numeric_attribute', numeric_attribute: { key, min_value: 500, max_value: 599 } };
}

function share(percent: number): Settings {
  return { type: 'probabilistic', probabilistic: { sampling_percentage: percent } };
}
