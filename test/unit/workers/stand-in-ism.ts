/** A stand-in for Index State Management, as its documentation describes the API: no server with the plugin can be had here. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Stored {
  seqNo: number;
  policy: Record<string, unknown>;
}

export interface StandInIsm {
  readonly url: string;
  /** Policies by name, as they are stored. */
  readonly policies: Map<string, Stored>;
  /** Index -> the policy that it is under, as it was when the index first read it; `undefined`: under none. */
  readonly indices: Map<string, { readonly id: string; readonly policy: Record<string, unknown> | undefined } | undefined>;
  /** Every request that would change something. */
  readonly changes: string[];
  /** What submissions fail with, though they answer 200. */
  failure: string | undefined;
  /** Happens between a look and the next change. */
  meanwhile: () => void;
  close(): Promise<void>;
}

export async function startStandInIsm(): Promise<StandInIsm> {
  let seqNo = 6;
  const server = createServer(async (request, response) => {
    const { status, body } = answer(request, Buffer.concat(await request.toArray()).toString());
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ism: StandInIsm = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    policies: new Map(),
    indices: new Map(),
    changes: [],
    failure: undefined,
    meanwhile: () => undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  function answer(request: IncomingMessage, text: string): { status: number; body: object } {
    const { pathname, searchParams } = new URL(request.url ?? '', ism.url);
    const [, , , verb = '', name = ''] = pathname.split('/');
    if (request.method !== 'GET') {
      ism.meanwhile();
      ism.changes.push(`${request.method} ${request.url}`);
    }
    if (verb === 'policies' && request.method === 'GET') return read(name);
    if (verb === 'policies') return write(name, JSON.parse(text).policy, searchParams);
    if (verb === 'explain') return { status: 200, body: explain(name, searchParams.get('show_policy') === 'true') };
    return { status: 200, body: submit(name, JSON.parse(text).policy_id) };
  }

  function read(name: string) {
    const stored = ism.policies.get(name);
    if (!stored) return { status: 404, body: { error: { type: 'status_exception', reason: 'Policy not found' }, status: 404 } };
    return { status: 200, body: { _id: name, _version: 1, _seq_no: stored.seqNo, _primary_term: 1, policy: stored.policy } };
  }

  function write(name: string, policy: Record<string, unknown>, query: URLSearchParams) {
    const stored = ism.policies.get(name);
    const expected = query.get('if_seq_no');
    if (stored ? expected !== String(stored.seqNo) : expected !== null) {
      return { status: 409, body: { error: { type: 'version_conflict_engine_exception', reason: 'version conflict' } } };
    }
    seqNo += 1;
    ism.policies.set(name, { seqNo, policy: completed(name, policy) });
    return { status: stored ? 200 : 201, body: { _id: name, _seq_no: seqNo, _primary_term: 1 } };
  }

  function explain(patterns: string, showPolicy: boolean) {
    const managed = [...ism.indices].filter(([index]) =>
      patterns.split(',').some((pattern) => index.startsWith(pattern.replace('*', ''))),
    );
    const explained = managed.map(([index, under]) => [
      index,
      {
        'index.plugins.index_state_management.policy_id': under?.id ?? null,
        ...(under ? { index, policy_id: under.id, enabled: true, ...(showPolicy && { policy: under.policy }) } : { enabled: null }),
      },
    ]);
    return { ...Object.fromEntries(explained), total_managed_indices: managed.filter(([, under]) => under).length };
  }

  function submit(index: string, id: string) {
    if (ism.failure) {
      return { updated_indices: 0, failures: true, failed_indices: [{ index_name: index, index_uuid: 'u', reason: ism.failure }] };
    }
    ism.indices.set(index, { id, policy: ism.policies.get(id)?.policy ?? {} });
    return { updated_indices: 1, failures: false, failed_indices: [] };
  }

  return ism;
}

/** What the server adds to a policy. */
function completed(name: string, policy: Record<string, unknown>): Record<string, unknown> {
  const { states, ism_template: templates } = policy as { states: { actions: object[] }[]; ism_template: object[] };
  return {
    ...policy,
    policy_id: name,
    last_updated_time: 1_577_990_934_044,
    schema_version: 13,
    error_notification: null,
    states: states.map((state) => ({
      ...state,
      actions: state.actions.map((action) => ({ retry: { count: 3, backoff: 'exponential', delay: '1m' }, ...action })),
    })),
    ism_template: templates.map((template) => ({ ...template, last_updated_time: 1_577_990_934_044 })),
  };
}
