/** Mutants that no test can kill, each with the reason why it changes nothing that anybody could notice. */
import type { AlertName } from '../../alerts/catalogue.ts';

export interface Survivor {
  readonly alert: AlertName;
  /** As `npm run mutate` names it. */
  readonly change: string;
  readonly reason: string;
}

export const survivors: readonly Survivor[] = [];
