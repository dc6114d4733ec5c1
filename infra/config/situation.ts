/** What is known before the keys are read: the environment by the stack's name, the back end, and what is set. */
import * as pulumi from '@pulumi/pulumi';
import { environments } from '../environment.ts';
import type { Situation } from './key.ts';
import { ConfigError } from './mistake.ts';
import type { Configuration } from './source.ts';

/**
 * The stack's situation.
 * @throws ConfigError where no environment has the stack's name: nothing else could be judged then
 */
export function situationOf({ values }: Configuration): Situation {
  const stack = pulumi.getStack();
  if (stack !== 'dev' && stack !== 'prod') {
    throw new ConfigError(stack, [
      {
        at: 'the stack',
        message: `found the name "${stack}"; allowed is dev or prod, the environments in infra/environment.ts. Run: pulumi stack select dev`,
      },
    ]);
  }
  const environment = environments[stack];
  return {
    environment,
    // Anything else is reported with the other mistakes; the rest is judged as if it were the default.
    backend: values['vigia:backend'] === 'datadog' ? 'datadog' : 'open-source',
    evaluator: values['vigia:evaluator'] === 'prometheus' ? 'prometheus' : environment.evaluator,
    delivery: values['grafana:delivery'] === 'files' ? 'files' : 'api',
    has: (key) => values[key] !== undefined,
  };
}
