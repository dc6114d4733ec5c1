/** Are the objectives kept, for whom not, and how long will the budgets last. */
import { dashboard } from './dashboard.ts';
import * as budgets from './panels/budgets.ts';
import * as burn from './panels/burn.ts';
import { alertsOfClinics } from './panels/tenant.ts';

export const slos = dashboard({
  name: 'slos',
  title: 'SLOs',
  description: 'Are the objectives kept, for whom not, and how long will the budgets last.',
  rows: [
    {
      height: 4,
      panels: [
        [8, budgets.withinNumber],
        [4, budgets.spentNumber],
        [4, burn.pagesNumber],
        [4, burn.ticketsNumber],
        [4, burn.maintainedNumber],
      ],
    },
    { heading: 'What is left', height: 9, panels: budgets.OBJECTIVES.map((slo) => [8, budgets.worstBudgets(slo)] as const) },
    { height: 8, panels: budgets.OBJECTIVES.map((slo) => [8, budgets.budgetTrend(slo)] as const) },
    { heading: 'What burns', height: 8, panels: budgets.OBJECTIVES.map((slo) => [8, burn.errorsOfAnHour(slo)] as const) },
    { height: 9, panels: [[24, burn.fastestBurning]] },
    { height: 9, panels: [[24, budgets.goneFirst]] },
    {
      heading: 'All together',
      height: 8,
      panels: [
        [8, budgets.withinTrend],
        [8, budgets.eventsOfPeriods],
        [8, burn.maintenance],
      ],
    },
    { height: 8, panels: [[24, alertsOfClinics]] },
  ],
});
