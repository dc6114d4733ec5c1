/** The queries of a panel, as a widget asks them; what cannot be asked is told. */
import { type Duration, slos } from '../../../telemetry/contract/index.ts';
import { NotInDatadog } from '../../../telemetry/query/datadog-series.ts';
import { datadogWidget, type Limit, type WidgetQuery } from '../../../telemetry/query/datadog-widget.ts';
import { type Query, selectorsOf } from '../../../telemetry/query/index.ts';
import type { Target } from '../../panel.ts';
import { byObjective, expand } from './objectives.ts';

/** One query of the panel, or what it is of one objective. */
export interface Asked {
  /** What its series are called besides their tags, which Datadog names by itself. */
  readonly alias: string;
  readonly asked: WidgetQuery;
  readonly limit?: Limit;
}

export interface Named {
  readonly query: Query;
  readonly name: string;
  readonly most?: Target['most'];
}

export type Tell = (part: string, reason: string) => void;

/** @param tell is called for each part that has no form */
export function askedOver(over: 'time' | 'now', parts: readonly Named[], tell: Tell): readonly Asked[] {
  const name = counter();
  const split = parts.flatMap((part) => byObjective(part.query).map(({ query, slo }) => ({ ...part, query, slo })));
  return split.flatMap((part) => {
    try {
      const asked = datadogWidget(part.query, { over, expand, name });
      const limit = asked.limit ?? (part.most && limitOf(part.most));
      return [{ alias: aliasOf(part), asked, ...(limit && { limit }) }];
    } catch (error) {
      if (!(error instanceof NotInDatadog)) throw error;
      tell(aliasOf(part), error.message);
      return [];
    }
  });
}

type Part = Named & { readonly slo: keyof typeof slos | undefined };

/** Whether it is about the time that the dashboard shows, whatever that is. */
export function isWholeRange(window: Duration | undefined): boolean {
  return window !== undefined && 'variable' in window && window.variable === '__range';
}

/** Whether the query is of the chosen clinics. */
export function isOfTenants(query: Query): boolean {
  return selectorsOf(query.node).some(({ series }) => /^(tenant|slo):/.test(series) || !series.includes(':'));
}

export function limitOf({ k, order }: { readonly k: number; readonly order: 'highest' | 'lowest' }): Limit {
  return { count: k, order: order === 'highest' ? 'desc' : 'asc' };
}

/** The name without the tags, and with the objective's title in its place. */
function aliasOf({ name, slo }: Part): string {
  const said = name
    .replaceAll('{{slo}}', slo ? slos[slo].title : '')
    .replaceAll(/\{\{\w+\}\}/g, '')
    .replaceAll(/\s+/g, ' ');
  const text = said.replace(/^[\s,:]+|[\s,:]+$/g, '');
  return slo && !name.includes('{{slo}}') ? `${text ? `${text}: ` : ''}${slos[slo].title}` : text;
}

function counter(): () => string {
  let last = 0;
  return () => `query${++last}`;
}
