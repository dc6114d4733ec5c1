/** What a configuration key is, and where the stack uses it. */
import type { DeployedEnvironment } from '../environment.ts';
import type { Kind } from './kinds.ts';

/** What decides which keys are used. */
export interface Situation {
  readonly environment: DeployedEnvironment;
  readonly backend: 'open-source' | 'datadog';
  readonly evaluator: DeployedEnvironment['evaluator'];
  /** How content gets into Grafana. */
  readonly delivery: 'api' | 'files';
  /** Whether the stack sets a key. */
  has(key: string): boolean;
}

export interface Where {
  /** For the reference, to follow "used". */
  readonly text: string;
  readonly test: (situation: Situation) => boolean;
  /** Why the key must not be there where it is not used; absent where it may wait for a change of mind. */
  readonly elsewhere?: (situation: Situation) => string;
}

/** Where keys are used. */
export const where = {
  always: { text: 'always', test: () => true },
  openSource: { text: 'with `vigia:backend: open-source`', test: ({ backend }) => backend === 'open-source' },
  evaluator: {
    text: 'with `vigia:backend: open-source`',
    test: ({ backend }) => backend === 'open-source',
    elsewhere: () => 'Datadog evaluates its own monitors (vigia:backend is datadog)',
  },
  datadog: { text: 'with `vigia:backend: datadog`', test: ({ backend }) => backend === 'datadog' },
  paging: {
    text: 'in prod, which pages',
    test: ({ environment }) => environment.pages,
    elsewhere: ({ environment }) => `${environment.name} pages nobody`,
  },
  pagerdutySlack: {
    text: 'with `pagerduty:slack`',
    test: ({ environment, has }) => environment.pages && has('pagerduty:slack'),
    elsewhere: () => 'only pagerduty:slack uses it, and that is not set',
  },
  oidc: {
    text: 'with `grafana:oidc`',
    test: ({ backend, has }) => backend === 'open-source' && has('grafana:oidc'),
    elsewhere: () => 'only grafana:oidc uses it, and that is not set',
  },
  grafanaToken: {
    text: 'with `vigia:evaluator: grafana` and `grafana:delivery: files`',
    test: ({ backend, evaluator, delivery }) => backend === 'open-source' && evaluator === 'grafana' && delivery === 'files',
    elsewhere: ({ backend, evaluator }) => {
      if (backend === 'datadog') return 'there is no Grafana with vigia:backend datadog';
      return evaluator === 'grafana'
        ? 'the stack makes a token itself (grafana:delivery is api)'
        : 'Prometheus evaluates the alerts';
    },
  },
  database: {
    text: 'in prod, with `vigia:backend: open-source`',
    test: ({ environment, backend }) => backend === 'open-source' && environment.grafanaState === 'database',
    elsewhere: ({ environment, backend }) =>
      environment.grafanaState === 'database'
        ? `there is no Grafana with vigia:backend ${backend}`
        : `${environment.name} keeps Grafana's state on a volume`,
  },
} as const satisfies Record<string, Where>;

export interface Key<T> {
  /** What it is for: a sentence. */
  readonly description: string;
  /** What a right value is, to follow "allowed is". */
  readonly allowed: string;
  /** A right value, as it is typed. Of a secret: its form, which is nobody's secret. */
  readonly example: string;
  /** Where another value is right in an environment: that one, for the command that sets it. */
  readonly exampleIn?: Readonly<Partial<Record<'dev' | 'prod', string>>>;
  readonly kind: Kind<T>;
  readonly where: Where;
  /** Whether there must be a value where the key is used. */
  readonly required?: true;
  /** What holds where it is not set, for the reference. */
  readonly byDefault?: string;
  /** Whether its value is a Pulumi secret. */
  readonly secret?: true;
  /** What the stack files hold in the place of a value that only the deployer knows: it is nobody's. */
  readonly placeholder?: string;
}

/** Keeps the type of the value. */
export const key = <T>(definition: Key<T>): Key<T> => definition;
