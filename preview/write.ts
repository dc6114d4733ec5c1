/** Writes a plan as a folder. */
import { writeFolder } from './folder.ts';
import { type Plan, planJson } from './plan.ts';

/**
 * Writes `plan.json` and every artifact. A folder of an earlier plan is replaced; files of earlier plans do not stay.
 * @throws UsageError where the folder holds anything that no plan wrote
 */
export function writePlan(plan: Plan, folder: string): void {
  writeFolder({ index: { path: 'plan.json', content: planJson(plan) }, artifacts: plan.artifacts, what: 'plan' }, folder);
}
