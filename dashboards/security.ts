/** Is anybody where they should not be: log-ins, privileged actions, the audit trail. */
import { dashboard } from './dashboard.ts';
import * as access from './panels/access.ts';
import * as audit from './panels/audit.ts';

export const security = dashboard({
  name: 'security',
  title: 'Security',
  description: 'Is anybody where they should not be: log-ins, privileged actions, the audit trail.',
  rows: [
    {
      height: 4,
      panels: [
        [4, access.attemptsNow],
        [4, access.failedLoginsNow],
        [4, access.privilegedNow],
        [4, audit.gapsNow],
        [4, audit.lostNow],
        [4, audit.silentNow],
      ],
    },
    {
      height: 9,
      panels: [
        [11, audit.securityAlerts],
        [13, access.clinics],
      ],
    },
    {
      heading: 'Log-ins',
      height: 8,
      panels: [
        [12, access.authentication],
        [12, access.failureShare],
      ],
    },
    {
      height: 8,
      panels: [
        [12, access.failedByClinic],
        [12, access.againstBaseline],
      ],
    },
    {
      height: 9,
      panels: [
        [12, access.baselines],
        [12, access.addressMap],
      ],
    },
    { height: 8, panels: [[24, access.againstLastWeek]] },
    {
      heading: 'What only few may do',
      height: 8,
      panels: [
        [8, access.attemptsByClinic],
        [8, access.privilegedByAction],
        [8, access.privilegedByClinic],
      ],
    },
    { height: 9, panels: [[24, audit.privilegedRecords]] },
    {
      heading: 'The audit trail',
      height: 8,
      panels: [
        [12, audit.writtenAndArrived],
        [12, audit.volume],
      ],
    },
    {
      height: 9,
      panels: [
        [12, audit.missingByClinic],
        [12, audit.silences],
      ],
    },
    { height: 14, panels: [[24, audit.trail]] },
  ],
});
