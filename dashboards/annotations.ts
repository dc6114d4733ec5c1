/** What happened beside what the panels show: marked over all of them. */
import { duration } from '../telemetry/contract/index.ts';
import { gauge, type Query } from '../telemetry/query/index.ts';
import type { State } from './style.ts';

export interface Annotation {
  readonly title: string;
  /** Has a value for as long as the mark is wide. */
  readonly query: Query;
  /** What a mark says, with labels as in `{{version}}`. */
  readonly text: string;
  readonly state: State;
}

const build = gauge('service_build_info');
const running = build.ofEachInstance().groupBy('env', 'service', 'version');
const before = build.ago(duration('5m')).ofEachInstance().groupBy('env', 'service', 'version');

/** The first question about any step in a line: was that us? */
export const ANNOTATIONS: readonly Annotation[] = [
  { title: 'Deployments', query: running.unless(before), text: '{{service}} {{version}}', state: 'neutral' },
];
