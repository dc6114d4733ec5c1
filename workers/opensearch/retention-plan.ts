/** The retention policies that OpenSearch has against those that it should have, and which index is under which. */
import type { Client } from '@opensearch-project/opensearch';
import { z } from 'zod';
import type { Planned } from './change.ts';
import { shortfalls } from './differences.ts';
import type { RetentionPolicy } from './retention.ts';

/** As much of Index State Management's answers as is read here. */
const storedPolicy = z.object({ _seq_no: z.number(), _primary_term: z.number(), policy: z.unknown() });
const managedIndex = z.object({ policy_id: z.string().nullish(), policy: z.unknown().optional() });
const outcome = z.object({
  failures: z.boolean(),
  failed_indices: z.array(z.object({ index_name: z.string(), reason: z.string() })),
});

/** Compares; changes nothing. Rejects as the client does. */
export async function planRetention(client: Client, policies: Readonly<Record<string, RetentionPolicy>>): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const [name, policy] of Object.entries(policies)) {
    planned.push(...(await planPolicy(client, name, policy)), ...(await planIndices(client, name, policy)));
  }
  return planned;
}

async function planPolicy(client: Client, name: string, policy: RetentionPolicy): Promise<Planned[]> {
  const path = `/_plugins/_ism/policies/${name}`;
  const { body, statusCode } = await client.transport.request({ method: 'GET', path }, { ignore: [404] });
  if (statusCode === 404) {
    return [
      {
        change: { kind: 'retention policy', name, change: 'create', paths: [] },
        make: () => client.transport.request({ method: 'PUT', path, body: { policy } }),
      },
    ];
  }
  const found = storedPolicy.parse(body);
  const paths = shortfalls(policy, found.policy);
  if (paths.length === 0) return [];
  // Whoever has changed it since it was read wins, and this run fails: the next one sees what they made of it.
  const querystring = { if_seq_no: found._seq_no, if_primary_term: found._primary_term };
  return [
    {
      change: { kind: 'retention policy', name, change: 'update', paths },
      make: () => client.transport.request({ method: 'PUT', path, querystring, body: { policy } }),
    },
  ];
}

/** An index keeps the policy that it was given, as it was then; one that is older than the policy has none. */
async function planIndices(client: Client, name: string, policy: RetentionPolicy): Promise<Planned[]> {
  const patterns = policy.ism_template.flatMap(({ index_patterns }) => index_patterns).join(',');
  const path = `/_plugins/_ism/explain/${patterns}`;
  const { body } = await client.transport.request({ method: 'GET', path, querystring: { show_policy: true } }, { ignore: [404] });
  return Object.entries(body ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([index, explained]): Planned[] => {
      const managed = managedIndex.safeParse(explained);
      // Beside the indices there are totals.
      if (!managed.success) return [];
      const { policy_id: has, policy: applied } = managed.data;
      const paths = !has ? [] : has === name ? outdated(policy, applied) : ['policy_id'];
      if (has && paths.length === 0) return [];
      const verb = has ? 'change_policy' : 'add';
      return [
        {
          change: { kind: 'retention', name: index, change: 'attach', paths },
          make: () => submit(client, `/_plugins/_ism/${verb}/${index}`, name),
        },
      ];
    });
}

/** Which new indices a policy takes on does not matter any more. An index that has just come under it has yet to read it. */
function outdated({ default_state, states }: RetentionPolicy, applied: unknown): string[] {
  return applied ? shortfalls({ default_state, states }, applied) : [];
}

/** These calls answer 200 to failures too. */
async function submit(client: Client, path: string, policy: string): Promise<void> {
  const { body } = await client.transport.request({ method: 'POST', path, body: { policy_id: policy } });
  const { failures, failed_indices } = outcome.parse(body);
  if (!failures) return;
  const reasons = failed_indices.map(({ index_name, reason }) => `${index_name} (${reason})`).join(', ');
  throw new Error(`the retention policy ${policy} could not be put on ${reasons}`);
}
