/** Two gateways in the place of one: whole traces to each, by the last digit of their id. */
import { parse, stringify } from 'yaml';

/** Names of the gateways' pods. */
export const GATEWAYS = ['gateway-0', 'gateway-1'] as const;
type Gateway = (typeof GATEWAYS)[number];

/** Trace ids end in one of sixteen digits, each as often as the others: eight for each gateway. What is matched is dropped before its exporter. */
const NOT_FOR = { 'gateway-0': '^.{31}[89a-f]', 'gateway-1': '^.{31}[0-7]' } as const satisfies Record<Gateway, string>;

const EXPORTER = 'otlp_http/traces';

type Settings = Readonly<Record<string, unknown>>;
interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}
interface Agent {
  readonly processors: Settings;
  readonly exporters: Settings & { readonly [EXPORTER]: Settings & { readonly endpoint: string } };
  readonly service: { readonly pipelines: Readonly<Record<string, Pipeline>> & { readonly traces: Pipeline } };
}

/**
 * The agent's configuration with a pipeline of traces for each gateway: a filter, and an exporter with the rendered one's queue and retries. Logs
 * go to the gateways' Service as rendered, metrics to the first gateway alone.
 */
export function agentForTwoGateways(rendered: string): string {
  const { processors, exporters, service, ...rest } = parse(rendered) as Agent;
  const { [EXPORTER]: exporter, ...others } = exporters;
  const { traces, ...pipelines } = service.pipelines;
  const each = <T>(make: (gateway: Gateway) => readonly [name: string, settings: T]) => Object.fromEntries(GATEWAYS.map(make));
  return stringify(
    {
      ...rest,
      processors: {
        ...processors,
        ...each((gateway) => [`filter/${gateway}`, { traces: { span: [`IsMatch(trace_id.string, "${NOT_FOR[gateway]}")`] } }]),
      },
      exporters: {
        ...others,
        ...each((gateway) => [
          `${EXPORTER}-${gateway}`,
          { ...exporter, endpoint: exporter.endpoint.replace(GATEWAYS[0], gateway) },
        ]),
      },
      service: {
        ...service,
        pipelines: {
          ...pipelines,
          ...each((gateway) => [
            `traces/${gateway}`,
            { ...traces, processors: [...traces.processors, `filter/${gateway}`], exporters: [`${EXPORTER}-${gateway}`] },
          ]),
        },
      },
    },
    { aliasDuplicateObjects: false },
  );
}

interface Scrapes {
  readonly scrape_configs: readonly { readonly static_configs?: readonly { readonly targets: readonly string[] }[] }[];
}

/** Prometheus's configuration with every target that is the first gateway asked of the others too. */
export function prometheusForTwoGateways(rendered: string): string {
  const { scrape_configs, ...rest } = parse(rendered) as Scrapes;
  const ofAll = (target: string) =>
    target.startsWith(`${GATEWAYS[0]}.`) ? GATEWAYS.map((gateway) => target.replace(GATEWAYS[0], gateway)) : [target];
  const scrapes = scrape_configs.map(({ static_configs, ...scrape }) => ({
    ...scrape,
    ...(static_configs && { static_configs: static_configs.map((group) => ({ ...group, targets: group.targets.flatMap(ofAll) })) }),
  }));
  return stringify({ ...rest, scrape_configs: scrapes }, { aliasDuplicateObjects: false });
}
