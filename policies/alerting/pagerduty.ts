/** A page that nobody answers goes to somebody else. */
import type * as pagerduty from '@pulumi/pagerduty';
import { TEAMS } from '../../alerts/alert.ts';
import { list } from '../known.ts';
import { kind, linked, stackPolicy } from '../policy.ts';

const SERVICE = kind<pagerduty.ServiceArgs>('pagerduty:index/service:Service');
const ESCALATION = kind<pagerduty.EscalationPolicyArgs>('pagerduty:index/escalationPolicy:EscalationPolicy');

export const pagerdutyEscalation = stackPolicy(
  {
    name: 'pagerduty-escalation',
    description: "In prod every team's service pages, and every service escalates to a second level, each with somebody to page.",
    remediation: 'Give each service an EscalationPolicy with two rules or more, each with a target.',
    severity: 'high',
    serves: ['HIPAA 164.308(a)(6)(ii)', 'GDPR 33(1)', 'LFPDPPP 19', 'Reglamento 66'],
  },
  function* (stack) {
    const services = stack.of(SERVICE);
    const escalations = stack.of(ESCALATION);
    for (const service of services) {
      const escalation = linked(service, 'escalationPolicy', escalations, () => undefined);
      if (!escalation) {
        yield { found: 'The service has no escalation policy of this stack.', at: service };
        continue;
      }
      const levels = list(escalation.props.rules);
      if (levels.length < 2)
        yield { found: `The service escalates to nobody: its policy has ${levels.length} level.`, at: service };
      for (const [i, { targets }] of levels.entries()) {
        if (list(targets).length === 0)
          yield { found: `Level ${i + 1} of the service's escalation policy pages nobody.`, at: service };
      }
    }
    const missing = TEAMS.filter((team) => !services.some(({ name }) => name.endsWith(`-${team}`)));
    if (stack.prod && missing.length > 0) yield { found: `Nothing pages for ${missing.join(', ')}.` };
  },
);
