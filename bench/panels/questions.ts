/** What a dashboard asks Prometheus for a panel, as it is recorded and on raw series. */
import type { Dashboard } from '../../dashboards/dashboard.ts';
import { DASHBOARDS } from '../../dashboards/index.ts';
import { MOST_POINTS, type Panel, type TimeSeriesPanel } from '../../dashboards/panel.ts';
import { askedNow, askedOf, askedOfColumn } from '../../dashboards/scope.ts';
import { INTERVAL } from '../../dashboards/variables.ts';
import { alertsQuery } from '../../pictures/query/alerts.ts';
import { type Choice, during, intervalOf, rangeOf, valuesOf } from '../../pictures/query/choice.ts';
import { asked } from '../../pictures/query/panel.ts';
import { filled } from '../../pictures/query/variables.ts';
import { type Duration, METRIC_INTERVAL } from '../../telemetry/contract/index.ts';
import { mapSelectors, type Query } from '../../telemetry/query/index.ts';
import { rawPromql } from './raw.ts';

export interface Question {
  readonly text: string;
  /** The same without any recording rule. */
  readonly raw: string;
  /** How far back it is asked for, and how far apart. Absent where it is asked for now. */
  readonly course?: { readonly span: Duration; readonly step: Duration };
}

export interface Asking {
  readonly dashboard: string;
  readonly panel: Panel;
  readonly questions: readonly Question[];
}

/** Every panel of every dashboard that asks Prometheus, once: in the time that it shows at first, for all clinics. */
export function allAskings(env: string): readonly Asking[] {
  const all = DASHBOARDS.flatMap((dashboard) =>
    dashboard.panels.map(({ panel }) => ({ dashboard: dashboard.name, panel, questions: questionsOf(panel, dashboard, env) })),
  );
  const known = new Set<string>();
  return all.filter(({ questions }) => {
    const key = JSON.stringify(questions);
    return questions.length > 0 && !known.has(key) && known.add(key);
  });
}

/** None for a panel that asks the log store. */
export function questionsOf(panel: Panel, { range }: Pick<Dashboard, 'range'>, env: string): readonly Question[] {
  const whole: Choice = { env, tenants: 'all', interval: { ms: INTERVAL.ms }, from: -range.ms, to: 0, speed: 1 };
  switch (panel.kind) {
    case 'time-series': {
      const choice = panel.range ? during(whole, panel.range) : whole;
      const course = courseOf(choice, panel);
      return panel.targets.map((target) => questionOf(askedOf(target), choice, course));
    }
    case 'stat':
      return panel.targets.map((target) =>
        panel.course ? questionOf(askedOf(target), whole, courseOf(whole)) : questionOf(askedNow(target), whole),
      );
    case 'bar-gauge':
    case 'pie':
      return panel.targets.map((target) => questionOf(askedNow(target), whole));
    case 'table':
      return panel.columns.map((column) => questionOf(askedOfColumn(panel, column), whole));
    case 'heat-map':
      return [questionOf(askedOf({ query: panel.query }), whole, courseOf(whole))];
    case 'alerts': {
      const course = courseOf(whole);
      const text = (step?: Duration) => filled(alertsQuery(panel.of, step?.ms), valuesOf(whole));
      return [
        { text: text(course.step), raw: text(course.step), course },
        { text: text(), raw: text() },
      ];
    }
    case 'records':
      return [];
  }
}

function questionOf(query: Query, choice: Choice, course?: Question['course']): Question {
  const chosen = withLengths(query, choice);
  return {
    text: asked(chosen, choice),
    raw: filled(rawPromql(chosen, { ms: Math.ceil(rangeOf(choice).ms / MOST_POINTS) }), valuesOf(choice)),
    ...(course && { course }),
  };
}

/** The lengths that are chosen, as they are chosen at first. */
function withLengths({ node }: Query, choice: Choice): Query {
  return {
    node: mapSelectors(node, (selector) => {
      const { range } = selector;
      if (!range || !('variable' in range)) return selector;
      return { ...selector, range: range.variable === INTERVAL.variable ? intervalOf(choice) : rangeOf(choice) };
    }),
  };
}

/** As many points as Grafana asks for; of what is counted in each interval one for each. */
function courseOf(
  choice: Choice,
  { style, everyInterval, points = MOST_POINTS }: Partial<TimeSeriesPanel> = {},
): NonNullable<Question['course']> {
  const span = rangeOf(choice);
  if (style === 'bars' || everyInterval) return { span, step: intervalOf(choice) };
  return { span, step: { ms: Math.max(span.ms / points, METRIC_INTERVAL.ms) } };
}
