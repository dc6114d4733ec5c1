/** Fills in an alert's texts for people: labels by name, the value and the threshold in the alert's unit. */
import type { Alert, MeasureUnit } from '../alert.ts';

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
  };
  return { label: (name) => `{{ ${words.labels}.${name} }}`, value: (unit) => formats[unit] };
}

/** Where an alert's runbook is read. */
export function runbookUrl(runbooks: string, alert: string): string {
  return `${runbooks}/${alert}.md`;
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
  }
}
