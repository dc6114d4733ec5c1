/** What every panel of a dashboard shows, from the servers that know it. */
import { ANNOTATIONS } from '../../dashboards/annotations.ts';
import type { Dashboard } from '../../dashboards/dashboard.ts';
import { askedOf } from '../../dashboards/scope.ts';
import { NO_TENANT } from '../../telemetry/contract/index.ts';
import { promql, recorded } from '../../telemetry/query/index.ts';
import type { DashboardData, Mark, PanelData } from '../data.ts';
import { type Choice, described, valuesOf } from './choice.ts';
import { atMost } from './limit.ts';
import { marksOf, momentsOfMarks } from './marks.ts';
import { openSearchAt, type RecordStore } from './opensearch.ts';
import { answerOf, asked, type Servers } from './panel.ts';
import { type Prometheus, prometheusAt } from './prometheus.ts';
import { names } from './series.ts';
import { filled } from './variables.ts';

export type { Choice } from './choice.ts';

/** Base URLs. Without OpenSearch there are no records, and their panels say so. */
export interface Sources {
  readonly prometheus: string;
  readonly opensearch?: string;
}

/** What a panel of records says where nobody keeps any. */
export const NO_RECORDS = 'Records are in OpenSearch, and its address was not given.';

/** Queries of one picture that run at the same time. */
const AT_ONCE = 4;

/**
 * What each panel shows. One that cannot be answered says why; the others are not affected.
 * @throws RangeError where no clinic is chosen
 */
export async function dataOf(dashboard: Dashboard, sources: Sources, choice: Choice): Promise<DashboardData> {
  const { from, to } = choice;
  valuesOf(choice);
  const servers = serversAt(sources);
  const answers = dashboard.panels.map(async ({ panel }): Promise<[string, PanelData]> => {
    const failed = (error: unknown): PanelData => ({
      kind: 'failed',
      message: error instanceof Error ? error.message : String(error),
    });
    return [panel.id, await answerOf(panel, servers, choice).catch(failed)];
  });
  const marks = marksIn(servers.prometheus, choice).catch((): readonly Mark[] => []);
  return { panels: Object.fromEntries(await Promise.all(answers)), marks: await marks, from, to, chosen: described(choice) };
}

/** The clinics that there were in the time, in the order of their names. */
export async function tenants(sources: Sources, choice: Omit<Choice, 'tenants' | 'interval'>): Promise<readonly string[]> {
  const query = promql(askedOf({ query: recorded('tenant:request_rate:rate5m') }), choice.speed);
  const anyOf = valuesOf({ ...choice, tenants: 'all', interval: { ms: 1 } });
  const found = await prometheusAt(sources.prometheus).valuesOf('tenant', filled(query, anyOf), choice);
  return found.filter((tenant) => tenant !== NO_TENANT).toSorted(names.compare);
}

async function marksIn(prometheus: Prometheus, choice: Choice): Promise<readonly Mark[]> {
  const moments = momentsOfMarks(choice);
  const answers = ANNOTATIONS.map(async (annotation) =>
    marksOf(annotation, await prometheus.during(asked(askedOf(annotation), choice), moments), moments.step),
  );
  return (await Promise.all(answers)).flat();
}

/** The servers, none of which is asked more than a few things at once. */
function serversAt({ prometheus, opensearch }: Sources): Servers {
  const inTurn = atMost(AT_ONCE);
  const { at, during, valuesOf: values } = prometheusAt(prometheus);
  const store: RecordStore = opensearch === undefined ? nowhere : openSearchAt(opensearch);
  return {
    prometheus: {
      at: (...question) => inTurn(() => at(...question)),
      during: (...question) => inTurn(() => during(...question)),
      valuesOf: (...question) => inTurn(() => values(...question)),
    },
    records: { newest: (...question) => inTurn(() => store.newest(...question)) },
  };
}

const nowhere: RecordStore = {
  async newest() {
    throw new Error(NO_RECORDS);
  },
};
