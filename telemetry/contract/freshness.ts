/** How old the last success of what runs by itself may be. The alerts and the daily digest judge by the same numbers. */
import { duration } from './duration.ts';

export const freshness = {
  /** A backup a night, and two hours for the longest. */
  backup: duration('26h'),
  /** A test a quarter, and a week to repeat one that failed. */
  restoreTest: duration('100d'),
  /** An export a month, and four days to repair one. What is exported stays searchable for a year, so nothing is lost by then. */
  auditExport: duration('35d'),
} as const;
