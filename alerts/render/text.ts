/** Fills in an alert's texts for people: labels by name, the value and the threshold in the alert's unit. */
import { format } from '../../telemetry/contract/index.ts';
import type { Alert, MeasureUnit } from '../alert.ts';
import { DASHBOARD_UIDS } from '../dashboards.ts';

/** How one templating language writes the two things that are known only when the alert fires. */
export interface Template {
  label(name: string): string;
  value(unit: MeasureUnit): string;
}

/** Go's templates, which Prometheus and Grafana fill in, each with its own words for the labels and the value. */
export function goTemplate(words: { readonly labels: string; readonly value: string }): Template {
  const formats: Readonly<Record<MeasureUnit, string>> = {
    ratio: `{{ ${words.value} | humanizePercentage }}`,
    count: `{{ ${words.value} | printf "%.0f" }}`,
    times: `{{ ${words.value} | printf "%.1f" }}x`,
    seconds: `{{ ${words.value} | humanizeDuration }}`,
  };
  return { label: (name) => `{{ ${words.labels}.${name} }}`, value: (unit) => formats[unit] };
}

/** Where an alert's links lead. */
export interface Links {
  /** The folder of runbooks: a URL to which `/NAME.md` is appended. */
  readonly runbooks: string;
  /** Base URL of Grafana, where people reach it. */
  readonly grafanaUrl: string;
}

/** Where an alert's runbook is read. */
export function runbookUrl(runbooks: string, alert: string): string {
  return `${runbooks}/${alert}.md`;
}

/** The alert's dashboard, showing the alert's tenant where it has one. */
export function dashboardUrl(grafanaUrl: string, { dashboard, by }: Pick<Alert, 'dashboard' | 'by'>, template: Template): string {
  const preset = by.includes('tenant') ? `?var-tenant=${template.label('tenant')}` : '';
  return `${grafanaUrl}/d/${DASHBOARD_UIDS[dashboard]}${preset}`;
}

export function fill(text: string, { unit, above }: Pick<Alert, 'unit' | 'above'>, template: Template): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'value') return template.value(unit);
    return name === 'threshold' ? threshold(above, unit) : template.label(name);
  });
}

function threshold(above: number, unit: MeasureUnit): string {
  switch (unit) {
    case 'ratio':
      return `${Number((above * 100).toPrecision(3))}%`;
    case 'count':
      return String(above);
    case 'times':
      return `${above}x`;
    case 'seconds':
      return format({ ms: above * 1_000 });
  }
}
