/**
 * Where Grafana sends an alert: its documented matching of notification policies, for a policy as its provisioning file has it.
 * https://grafana.com/docs/grafana/latest/alerting/fundamentals/notifications/notification-policies/
 */
export type Labels = Readonly<Record<string, string>>;
type Operator = '=' | '!=' | '=~' | '!~';

export interface PolicyNode {
  readonly receiver?: string;
  readonly object_matchers?: readonly (readonly [label: string, operator: Operator, value: string])[];
  readonly continue?: boolean;
  readonly mute_time_intervals?: readonly string[];
  readonly group_by?: readonly string[];
  readonly routes?: readonly PolicyNode[];
}

/** A mute timing by the one field that is evaluated here: hours of every day, in UTC. */
export interface MuteTiming {
  readonly name: string;
  readonly time_intervals: readonly { readonly times: readonly { readonly start_time: string; readonly end_time: string }[] }[];
}

/** One policy that takes an alert. */
export interface Delivery {
  readonly receiver: string;
  readonly groupBy: readonly string[];
  /** Whether a mute timing keeps it from being sent at the moment. */
  readonly muted: boolean;
}

/** Every policy that takes an alert with these labels at a moment: one, unless a policy says `continue`. */
export function deliveries(root: PolicyNode, muteTimings: readonly MuteTiming[], labels: Labels, at: Date): readonly Delivery[] {
  const deliver = (node: PolicyNode): Delivery => ({
    receiver: node.receiver ?? '',
    groupBy: node.group_by ?? [],
    muted: (node.mute_time_intervals ?? []).some((name) => isMuted(muteTimings, name, at)),
  });
  return handlers(root, labels).map(deliver);
}

/** The deepest policies that match: a policy's children in order, up to the first that matches without `continue`; else itself. */
function handlers(node: PolicyNode, labels: Labels): readonly PolicyNode[] {
  const found: PolicyNode[] = [];
  for (const child of node.routes ?? []) {
    if (!matches(child, labels)) continue;
    // Receiver and grouping are inherited; mute timings are not.
    const receiver = child.receiver ?? node.receiver;
    const group_by = child.group_by ?? node.group_by;
    found.push(...handlers({ ...child, ...(receiver && { receiver }), ...(group_by && { group_by }) }, labels));
    if (!child.continue) break;
  }
  return found.length > 0 ? found : [node];
}

/** All matchers must hold; a label that an alert lacks is empty; a regular expression must match the whole value. */
function matches({ object_matchers = [] }: PolicyNode, labels: Labels): boolean {
  return object_matchers.every(([label, operator, value]) => {
    const actual = labels[label] ?? '';
    const hit = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(actual) : actual === value;
    return operator.startsWith('!') ? !hit : hit;
  });
}

function isMuted(timings: readonly MuteTiming[], name: string, at: Date): boolean {
  const timing = timings.find((one) => one.name === name);
  if (!timing) throw new Error(`There is no mute timing "${name}": Grafana refuses the policy.`);
  const now = at.getUTCHours() * 60 + at.getUTCMinutes();
  return timing.time_intervals.some(({ times }) =>
    times.some(({ start_time, end_time }) => minutes(start_time) <= now && now < minutes(end_time)),
  );
}

/** Minutes since midnight of `HH:MM`; `24:00` is the end of the day. */
function minutes(time: string): number {
  const [hours = Number.NaN, rest = Number.NaN] = time.split(':').map(Number);
  return hours * 60 + rest;
}
