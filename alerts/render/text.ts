/** Fills in an alert's texts for people: labels by name, the value and the threshold in the alert's unit. */
import type { Alert, MeasureUnit } from '../alert.ts';

/** How one templating language writes the two things that are known only when the alert fires. */
export interface Template {
  label(name: string): string;
  value(unit: MeasureUnit): string;
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
