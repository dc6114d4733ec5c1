/** Reads the live rules of a Prometheus, and has it bring expressions into its normal form. */
import { z } from 'zod';
import { UsageError } from '../preview/usage-error.ts';
import { type Api, apiUrl, ask } from './http.ts';
import { type LiveRule, labelSettings, lengthSetting } from './rule.ts';

export function prometheusApi(address: string, token: string | undefined): Api {
  const access = 'it wants a token, in the environment variable PROMETHEUS_TOKEN, that may read its rules.';
  return { name: 'Prometheus', url: apiUrl('--prometheus', address), token, access };
}

const labels = z.record(z.string(), z.string()).optional();
const rule = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('alerting'),
    name: z.string(),
    query: z.string(),
    duration: z.number(),
    keepFiringFor: z.number().optional(),
    labels,
    state: z.string(),
  }),
  z.object({ type: z.literal('recording'), name: z.string(), query: z.string(), labels }),
]);
const group = z.object({ name: z.string(), file: z.string(), rules: z.array(rule) });
const page = z.object({ data: z.object({ groups: z.array(group), groupNextToken: z.string().optional() }) });

/** Rule groups that are asked for at once. An older Prometheus knows no pages and answers with all of them. */
const PAGE = 100;

/**
 * Every rule that the server evaluates.
 * @param onProgress is told after each page how many rules there are so far
 */
export async function prometheusRulesOf(api: Api, onProgress: (rules: number) => void): Promise<readonly LiveRule[]> {
  const rules: LiveRule[] = [];
  let token: string | undefined;
  do {
    const query = new URLSearchParams({
      exclude_alerts: 'true',
      group_limit: String(PAGE),
      ...(token !== undefined && { group_next_token: token }),
    });
    const { data } = await ask(api, { path: `api/v1/rules?${query}`, schema: page });
    rules.push(...data.groups.flatMap(liveRules));
    if (token !== undefined && data.groupNextToken === token)
      throw new UsageError('Prometheus answers with the same page of rules again.');
    token = data.groupNextToken;
    onProgress(rules.length);
  } while (token !== undefined && token !== '');
  return rules;
}

function liveRules({ name: groupName, file, rules }: z.infer<typeof group>): readonly LiveRule[] {
  return rules.map((found) => ({
    place: 'prometheus',
    kind: found.type === 'alerting' ? 'alert' : 'recording',
    name: found.name,
    group: groupName,
    holder: file,
    expr: found.query,
    settings: {
      ...(found.type === 'alerting' && lengthSetting('for', found.duration)),
      ...(found.type === 'alerting' && lengthSetting('keep_firing_for', found.keepFiringFor ?? 0)),
      ...labelSettings(found.labels),
    },
    firing: found.type === 'alerting' && found.state === 'firing',
  }));
}

/** Without data where the expression cannot be read: status 400. */
const formatted = z.object({ status: z.string(), data: z.string().optional() });
const UNREADABLE = 400;

/** Requests that are under way at once. */
const AT_ONCE = 8;

/**
 * The normal form of each expression, by the server's own parser: what it prints for two is equal where they differ in
 * spaces, in the order of matchers or in the notation of a number alone. One that it cannot read is its own normal form.
 */
export async function normalForms(api: Api, expressions: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const waiting = [...new Set(expressions)];
  const forms = new Map<string, string>();
  const work = async () => {
    for (let query = waiting.pop(); query !== undefined; query = waiting.pop()) {
      const { data } = await ask(api, { path: 'api/v1/format_query', schema: formatted, form: { query }, refusal: UNREADABLE });
      forms.set(query, data ?? query);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return forms;
}
