/** What labels are called where a person reads them. */
import type { LabelName } from '../telemetry/contract/index.ts';

const TITLES: Partial<Readonly<Record<LabelName, string>>> = {
  tenant: 'Clinic',
  slo: 'Objective',
  alertname: 'Alert',
  service: 'Workload',
  rule_group: 'Rule group',
};

/** What a label is called at the head of a column. */
export function labelTitle(label: LabelName): string {
  return TITLES[label] ?? `${label.charAt(0).toUpperCase()}${label.slice(1).replaceAll('_', ' ')}`;
}
